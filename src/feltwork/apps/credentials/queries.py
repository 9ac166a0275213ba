"""Reads: what the public page answers, the register, a certificate's history."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from feltwork.apps.credentials.models import Certificate, CertificateEvent, CredentialVersion, NameChange
from feltwork.apps.credentials.permissions import listed, public_certificates
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import in_words_again

Kind = CertificateEvent.Kind
State = Certificate.State
TOLD_TO_HOLDER = (Kind.APPROVED, Kind.SUSPENDED, Kind.REINSTATED, Kind.REVOKED, Kind.LISTED, Kind.UNLISTED)
Answer = Literal["in_force", "suspended", "withdrawn", "ended", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check page says of a certificate; `since` is the day of the last suspension or of the withdrawal."""

    answer: Answer
    since: date | None = None


def verdict_of(certificate: Certificate, on: date) -> Verdict:
    """The answer on the day *on*. Only for certificates that were issued."""
    if certificate.state == State.SUSPENDED:
        return Verdict("suspended", _day_of_last(certificate, Kind.SUSPENDED))
    if certificate.state == State.REVOKED:
        return Verdict("withdrawn", _day_of_last(certificate, Kind.REVOKED))
    if certificate.valid_until and certificate.valid_until < on:
        return Verdict("ended", certificate.valid_until)
    return Verdict("in_force")


def newest_version(certificate: Certificate) -> CredentialVersion | None:
    """What counts of all that was signed for it; None where the school signed nothing."""
    return certificate.versions.order_by("-version").first()


def newest_by_credential(credential_id: str) -> CredentialVersion | None:
    """The newest version of the credential with this id (`urn:uuid:…`), of whichever school here."""
    try:
        wanted = UUID(credential_id.removeprefix("urn:uuid:"))
    except ValueError:
        return None
    found = CredentialVersion.objects.filter(certificate__credential_uuid=wanted)
    return found.select_related("certificate__school").order_by("-version").first()


def open_name_change(certificate: Certificate) -> NameChange | None:
    """The request for another name that waits, if there is one."""
    return certificate.name_changes.filter(state__in=NameChange.OPEN).select_related("checked_by").first()


def open_revocation(certificate: Certificate) -> CertificateEvent | None:
    """The proposal to withdraw that waits for a second person, if there is one."""
    kinds = [Kind.REVOCATION_PROPOSED, Kind.REVOCATION_DROPPED, Kind.REVOKED]
    last = certificate.events.filter(kind__in=kinds).select_related("by").order_by("at", "pk").last()
    return last if last and last.kind == Kind.REVOCATION_PROPOSED else None


def history_of(certificate: Certificate) -> QuerySet[CertificateEvent]:
    """Everything that happened to it, oldest first."""
    return certificate.events.select_related("by").order_by("at", "pk")


def levels_of(certificate: Certificate) -> str:
    """The titles of its levels, read out; none: an empty text."""
    return get_text_list([in_words_again(title) for title in certificate.levels], _("and"))


def by_code(code: str) -> Certificate | None:
    """The issued certificate behind a check code, in whichever school."""
    return (
        public_certificates().filter(check_code=code).select_related("school", "enrolment__cohort__programme").first()
    )


def by_number(number: str) -> Certificate | None:
    """An issued certificate by its number, only if its holder chose to be found."""
    return public_certificates().filter(number=number, is_listed=True).first()


def register(search: str = "") -> QuerySet[Certificate, Any]:
    """Rows of the public register by name; every word of *search* must occur in name or town."""
    found = listed(public_certificates())
    for word in plain(search).split():
        found = found.filter(listed_search__contains=word)
    return found.order_by("holder_name", "pk").values(
        "holder_name", "listed_town", "listed_languages", "issued_on", "check_code", "school__name", "title"
    )


def staff_list(*, state: str = "", search: str = "") -> QuerySet[Certificate, Any]:
    """Rows for staff, newest first, in the school whose scope is open."""
    found = Certificate.objects.all()
    if state:
        found = found.filter(state=state)
    for word in search.split():
        found = found.filter(holder_name__icontains=word) | found.filter(number__icontains=word)
    return found.order_by("-proposed_at", "-pk").values(
        "uuid", "number", "holder_name", "title", "issued_on", "proposed_at", "state", "is_listed"
    )


def plain(text: str) -> str:
    """*text* for searching: small letters without accents, the same on every database."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if not unicodedata.combining(character))


def link_of(certificate: Certificate) -> str:
    """The whole address of the public page, as printed and in the square code."""
    return settings.BASE_URL + reverse("credentials:show", kwargs={"code": certificate.check_code})


def _day_of_last(certificate: Certificate, kind: str) -> date | None:
    event = certificate.events.filter(kind=kind).order_by("at", "pk").last()
    return date_at(certificate.school, event.at) if event else None
