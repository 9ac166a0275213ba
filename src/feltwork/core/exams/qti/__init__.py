"""Items to and from packages of QTI 3.0 (1EdTech), the format in which item banks exchange questions.

    content = write([Entry("vagus-1", item, topic="anatomy")], figures={"nerve.png": png})
    found = read(content, known={"body-front"})     # entries, refused with reasons, figures, notes

What is written keeps to the specification as it is published; what is read may come from anywhere and is not trusted:
sizes are limited before anything is unpacked, XML has neither a DTD nor entities, and names never become paths. No
package of PyPI carries the XSD of QTI 3.0 (November 2026), so none is asked; docs/operate/qti.md says what is checked.
Start reading in `_write.py`.
"""

from ._entry import Entry, Note, QtiError, Read, Refused
from ._package import read, write

__all__ = ["Entry", "Note", "QtiError", "Read", "Refused", "read", "write"]
