"""Whatever was handed in, one file or many, → a draft. Which kind it is follows from the content, never from a name."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from ._bounds import MOST_BYTES_TOGETHER, MOST_FILES
from ._draft import Draft, ReadError
from ._fhir import read_fhir_questionnaire
from ._reproschema import read_reproschema

FORM, LISTS = b"Questionnaire", (b"ValueSet", b"CodeSystem")
HEAD = 4_000  # bytes in which a resource says what it is; some files begin with long comments


def read_wording(files: Mapping[str, bytes]) -> Draft:
    """*files*: path → content. Licences, read-me files and the like may lie among them. Raises ReadError."""
    if len(files) > MOST_FILES:
        raise ReadError("too_many_files", found=len(files), most=MOST_FILES)
    if sum(map(len, files.values())) > MOST_BYTES_TOGETHER:
        raise ReadError("too_large", size=sum(map(len, files.values())), most=MOST_BYTES_TOGETHER)
    usable = {path: content for path, content in files.items() if _may_be_read(path, content)}
    if len(usable) == 1:
        content = next(iter(usable.values()))
        return read_reproschema(usable) if _says(content, b"Activity") else read_fhir_questionnaire(content)
    forms = [path for path, content in usable.items() if _is(content, (FORM,))]
    if len(forms) > 1:
        raise ReadError(
            "several_questionnaires", found=len(forms), files=[posixpath.basename(one) for one in forms[:5]]
        )
    if forms:
        beside = [content for path, content in sorted(usable.items()) if path != forms[0] and _is(content, LISTS)]
        return read_fhir_questionnaire(usable[forms[0]], beside=beside)
    if any(_says(content, b"Activity") for content in usable.values()):
        return read_reproschema(usable)
    raise ReadError("nothing_known", found=len(files))


def _may_be_read(path: str, content: bytes) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.split("/"))
    return not hidden and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"<", b"[")


def _is(content: bytes, kinds: Sequence[bytes]) -> bool:
    """The root of a FHIR file in XML, or its `resourceType` in JSON."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:HEAD]
    if start.startswith(b"<"):
        return any(b"<" + kind + b" " in start or b"<" + kind + b">" in start for kind in kinds)
    # in JSON the order of keys is anybody's
    squeezed = content.replace(b" ", b"").replace(b"\n", b"").replace(b"\r", b"").replace(b"\t", b"")
    return any(b'"resourceType":"' + kind + b'"' in squeezed for kind in kinds)


def _says(content: bytes, word: bytes) -> bool:
    return word in content and b'"resourceType"' not in content
