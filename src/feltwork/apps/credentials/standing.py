"""What a certificate is worth now, as its page says it: our records, and the signature that anybody can check.

Our records alone could say "in force" of something that every verifier refuses, say because the worker that signs the
lists has stood still for months. Then the page says that it does not know, which is never the same as "withdrawn".
"""

from __future__ import annotations

from datetime import datetime

from feltwork.apps.credentials import documents
from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.credentials.queries import Verdict, verdict_of
from feltwork.apps.credentials.signing import list_url
from feltwork.apps.schools.queries import date_at
from feltwork.core.credentials import Outcome, Unreachable, did_web_url, verify


def version_shown(certificate: Certificate) -> CredentialVersion | None:
    """The newest version with all that is needed to verify it; None where the school signed nothing."""
    rows = CredentialVersion.objects.filter(certificate=certificate)
    return rows.select_related("status_list__issuer").order_by("-version").first()


def standing_of(certificate: Certificate, version: CredentialVersion | None, *, now: datetime) -> Verdict:
    """The answer at *now*; "unknown" for what is in force by our records and does not verify."""
    verdict = verdict_of(certificate, date_at(certificate.school, now))
    if verdict.answer != "in_force" or version is None or outcome_of(version, now=now) is Outcome.VALID:
        return verdict
    return Verdict("unknown")


def outcome_of(version: CredentialVersion, *, now: datetime) -> Outcome:
    """What any verifier finds that asks our addresses just now, without asking them over the network."""
    issuer, status_list = version.status_list.issuer, version.status_list
    published = {
        did_web_url(issuer.did): documents.did_json(issuer),
        list_url(status_list, issuer): status_list.document.encode(),
    }
    # a version that was made within this second begins with the next
    return verify(version.document, now=max(now, version.valid_from), fetch=_nobody, known=published).outcome


def is_old_print(asked: str, version: CredentialVersion | None) -> bool:
    """Whether *asked*, the number behind the square code of a print, is of a version before this one."""
    if version is None or not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        return False
    return 0 < int(asked) < version.version


def _nobody(url: str) -> bytes:
    raise Unreachable("not_ours")
