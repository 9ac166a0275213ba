"""What people open: a page for each certificate with its files, and the list of those who chose to be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.credentials import queries
from feltwork.apps.credentials.baking.pictures import badge_png, badge_svg
from feltwork.apps.credentials.models import Certificate, CredentialVersion, Issuer
from feltwork.apps.credentials.paper import PaperError, certificate_pdf
from feltwork.apps.credentials.permissions import listed, public_certificates
from feltwork.apps.credentials.qr import square_code
from feltwork.apps.credentials.standing import standing_of, version_shown

STYLE = Path(__file__).with_name("style.css")
WITH = ("school", "enrolment__cohort__programme")


@dataclass(frozen=True, slots=True)
class Page:
    """One certificate, whose page stands in the folder *base*."""

    certificate: Certificate
    version: CredentialVersion | None
    now: datetime

    @property
    def base(self) -> str:
        return reverse("credentials:show", args=[self.certificate.check_code]).strip("/")

    def signed(self) -> Iterator[tuple[str, bytes]]:
        """Both forms of the credential."""
        if self.version:
            yield "credential.json", self.version.document.encode()
            yield "credential.jwt", self.version.jwt.encode()

    def papers(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """What is costly to make and follows from the version alone; empty where it cannot be made."""
        if self.version:
            title = _("Certificate %(number)s") % {"number": self.certificate.number}
            yield "certificate.pdf", partial(_paper, self.certificate, self.version)
            yield "certificate.png", partial(badge_png, self.version.document, title=title)
            yield "certificate.svg", partial(badge_svg, self.version.document, title=title)

    def html(self, names: Set[str]) -> bytes:
        """The page, which links the papers that have these *names*."""
        link = queries.link_of(self.certificate)
        context = {
            "certificate": self.certificate,
            "version": self.version,
            "verdict": standing_of(self.certificate, self.version, now=self.now),
            "levels": queries.levels_of(self.certificate),
            "link": link,
            "square": square_code(link),
            "now": self.now,
            "has_paper": "certificate.pdf" in names,
        }
        return render_to_string("credentials/export.html", context).encode()


def _paper(certificate: Certificate, version: CredentialVersion) -> bytes:
    try:
        return certificate_pdf(certificate, version)
    except PaperError:  # a name that no font here can write has all files but this one
        return b""


def pages_of(issuer: Issuer, *, unlisted: bool) -> Iterator[Page]:
    """Pages of those who chose to be found; with *unlisted* of all that were ever issued."""
    shown = public_certificates().filter(school=issuer.school)
    if not unlisted:
        shown = shown.filter(is_listed=True)
    now = timezone.now()
    for certificate in shown.select_related(*WITH).order_by("pk").iterator(chunk_size=200):
        yield Page(certificate, version_shown(certificate), now)


def front_pages(issuer: Issuer) -> Iterator[tuple[str, bytes]]:
    """The public register of this school, and the one style sheet."""
    found = listed(public_certificates().filter(school=issuer.school)).order_by("holder_name", "pk")
    context = {"certificates": found, "school": issuer.school, "issuer": issuer, "now": timezone.now()}
    base = reverse("credentials:check").strip("/")
    yield f"{base}/style.css", STYLE.read_bytes()
    yield f"{base}/register/index.html", render_to_string("credentials/export_register.html", context).encode()
