"""The certificate as a PDF that stays: PDF/A-3 and PDF/UA, with the signed credential attached byte for byte.

The same version makes the same bytes on any day. A name in a script that no font here can write is refused by a
sentence; it never becomes boxes.
"""

from feltwork.apps.credentials.paper.pdf import PaperError, certificate_pdf

__all__ = ["PaperError", "certificate_pdf"]
