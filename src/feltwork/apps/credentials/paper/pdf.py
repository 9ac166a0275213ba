"""From a version of a certificate to its PDF, by typst."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import feltwork
from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.credentials.queries import levels_of, link_of
from feltwork.apps.ui.words import date_words

TEMPLATE = Path(__file__).with_name("certificate.typ")
FONTS = Path(feltwork.__file__).parent / "static_vendor" / "fonts"
STANDARDS = ["a-3a", "ua-1"]
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')


class PaperError(ValueError):
    """The PDF cannot be made; the text is a sentence for whoever asked."""


def certificate_pdf(certificate: Certificate, version: CredentialVersion) -> bytes:
    """The PDF in the language that is active, with both forms of *version* attached as they were signed.

    Kept in the memory of this process for the same content, never on disk: a name that was given up lingers nowhere.
    """
    data = json.dumps(_data(certificate, version), ensure_ascii=False, sort_keys=True)
    square = square_link(link_of(certificate), version)
    return _compiled(data, version.document, version.jwt, square, int(version.valid_from.timestamp()))


def square_link(link: str, version: CredentialVersion) -> str:
    """What the square code says: the page, and which version was printed, so that the page can tell an old print."""
    return f"{link}?v={version.version}"


@lru_cache(maxsize=64)
def _compiled(data: str, document: str, jwt: str, link: str, seconds: int) -> bytes:
    files = {
        "main.typ": TEMPLATE.read_bytes(),
        "data.json": data.encode(),
        "credential.json": document.encode(),
        "credential.jwt": jwt.encode(),
        "square.svg": _square(link),
    }
    try:
        made = cast("Any", typst.compile)(  # its types do not know yet that files may come as bytes by name
            {"main": files.pop("main.typ"), **files},
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=seconds,
        )
    except typst.TypstError as error:
        raise PaperError(_sentence(str(error))) from error
    return bytes(made)


def _sentence(reason: str) -> str:
    missing = MISSING.search(reason)
    if missing is None:
        return _("The paper could not be made. Whoever runs this site can see why in its log.")
    return _(
        "The name or title has letters that none of our fonts can write (%(letters)s), and we print no boxes. The "
        "signed file is right; please tell whoever runs this site which letters are missing."
    ) % {"letters": missing[1]}


def _data(certificate: Certificate, version: CredentialVersion) -> dict[str, Any]:
    until = certificate.valid_until
    name = version.holder_name
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("Certificate %(number)s") % {"number": certificate.number},
        "number": certificate.number,
        "school": certificate.school.name,
        "town": certificate.school.town or " ",
        "name": name,
        "rtl": _begins_right(name),
        "plain": all(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in name),
        "award": certificate.title,
        "signer": certificate.signer or certificate.school.name,
        "issued": date_words(certificate.issued_on) if certificate.issued_on else "",
        "until": _("Holds until %(day)s.") % {"day": date_words(until)} if until else "",
        "link": link_of(certificate),
        "words": {
            "certify": _("This is to certify that"),
            "reached": _reached(certificate),
            "signs": _("for the credentialing board"),
            "holds": _("In force as long as the page behind this code says so. Rules: edition %(code)s. Not a licence.")
            % {"code": certificate.edition_code},
            "square": _("Square code leading to the page that says whether this certificate is in force"),
            "attached": _("The signed credential, for programs that verify it"),
            "attached_jwt": _("The signed credential as a JWT"),
        },
    }


def _reached(certificate: Certificate) -> str:
    if not certificate.levels:
        return _("has met everything the school’s rules ask for, and is certified:")
    words = _(
        "has completed the training at the levels %(levels)s, with the personal sessions and case consultations it "
        "asks for, and is certified:"
    )
    return words % {"levels": levels_of(certificate)}


def _begins_right(name: str) -> bool:
    """Whether the first letter of *name* is of a script that runs from right to left."""
    strong = (unicodedata.bidirectional(letter) for letter in name)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def _square(text: str) -> bytes:
    drawn = BytesIO()
    segno.make_qr(text, error="q").save(drawn, kind="svg", border=2, dark="#113934", xmldecl=False, svgns=True)
    return drawn.getvalue()
