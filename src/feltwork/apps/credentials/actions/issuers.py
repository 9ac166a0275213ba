"""Setting a school up to sign, changing its keys, and what to do when one was stolen."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.credentials.actions.signing import publish_lists
from feltwork.apps.credentials.models import Certificate, CredentialVersion, Issuer, IssuerKey, StatusList
from feltwork.apps.credentials.permissions import public_certificates
from feltwork.apps.credentials.signing import JWT, PROOF, desk_of
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.jobs.models import Run
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.schools.models import School
from feltwork.apps.transparency.actions import open_log
from feltwork.core.credentials import Algorithm, did_web

ALGORITHMS: tuple[Algorithm, ...] = (PROOF, JWT)  # type: ignore[assignment]
HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$")
State = IssuerKey.State
log = logging.getLogger(__name__)


@transaction.atomic
def set_up_issuer(*, school: School, domain: str, by: User | None, at: datetime) -> Issuer:
    """Have *school* sign from now on, under its own *domain*, or under a path of this site where that is empty.

    Both keys are made in the key store. What was issued before is signed by the worker.
    """
    School.objects.select_for_update().get(pk=school.pk)  # one at a time
    if Issuer.objects.filter(school=school).exists():
        raise ValidationError(_("This school signs already. Its address cannot be changed any more."), code="state")
    host = domain.strip().lower().rstrip(".")
    if host and not HOST.match(host):
        raise ValidationError(_("Please write a domain alone, as in school.example."), code="domain")
    if host and Issuer.objects.filter(host=host).exists():
        raise ValidationError(_("Another school here signs under this domain."), code="domain")
    base = f"https://{host}" if host else f"https://{urlsplit(settings.BASE_URL).netloc}/at/{school.slug}"
    issuer = Issuer.objects.create(school=school, did=did_web(base), base_url=base, host=host, made_at=at, by=by)
    for algorithm in ALGORITHMS:
        _make_key(issuer, algorithm, at=at)
    open_log(school=school, origin=f"{base.removeprefix('https://')}/log", at=at)
    record("credentials.set_up_issuer", by=by, at=at, subject=issuer, facts={"did": issuer.did})
    sign_what_is_missing(school=school, by=by, at=at)
    return issuer


@transaction.atomic
def rotate_key(*, issuer: Issuer, algorithm: str, by: User | None, at: datetime) -> IssuerKey:
    """Sign with a new key from now on. The old one stays published, for what it signed goes on holding."""
    Issuer.objects.select_for_update().get(pk=issuer.pk)
    old = IssuerKey.objects.get(issuer=issuer, algorithm=algorithm, state=State.ACTIVE)
    old.state, old.ended_at = State.RETIRED, at
    old.save(update_fields=["state", "ended_at"])
    new = _make_key(issuer, old.algorithm, at=at)
    record("credentials.rotate_key", by=by, at=at, subject=new, facts={"old": str(old.uuid)})
    return new


@transaction.atomic
def compromise_key(*, key: IssuerKey, by: User, at: datetime) -> Run | None:
    """Take a stolen key out of what is published, and have everything that it signed signed anew.

    From this moment on everything signed with it fails, forged or not, until the worker has signed it anew.
    """
    Issuer.objects.select_for_update().get(pk=key.issuer_id)
    row = IssuerKey.objects.select_related("issuer__school").get(pk=key.pk)
    if row.state == State.COMPROMISED:
        raise ValidationError(_("This key was taken out already."), code="state")
    was_active = row.state == State.ACTIVE
    row.state, row.ended_at = State.COMPROMISED, at
    row.save(update_fields=["state", "ended_at"])
    if was_active:
        _make_key(row.issuer, row.algorithm, at=at)
    transaction.on_commit(lambda: _destroy(row.store_id))  # not before: nothing could bring it back
    record("credentials.compromise_key", by=by, at=at, subject=row)
    desk = desk_of(row.school_id)
    if desk is None:
        raise ValidationError(_("This school signs nothing."), code="state")
    publish_lists(StatusList.objects.filter(issuer=row.issuer), desk, at=at)
    if not signed_by(row).exists():
        return None
    words = _("Certificates signed with a stolen key are signed anew")
    return start_run(
        kind="credentials.sign_again", title=words, school=row.issuer.school, params={"key": row.pk}, by=by, at=at
    )


def signed_by(key: IssuerKey) -> QuerySet[CredentialVersion]:
    """The newest versions that stand on *key*, of certificates that are not withdrawn."""
    newest = CredentialVersion.objects.filter(certificate=OuterRef("certificate")).order_by("-version").values("pk")[:1]
    found = CredentialVersion.objects.filter(Q(proof_key=key) | Q(jwt_key=key), pk=Subquery(newest))
    return found.exclude(certificate__state=Certificate.State.REVOKED)


@transaction.atomic
def sign_what_is_missing(*, school: School, by: User | None, at: datetime) -> Run | None:
    """Have the worker sign what was issued and never signed; None where there is nothing."""
    if not Issuer.objects.filter(school=school).exists():
        raise ValidationError(_("This school is not set up to sign yet."), code="state")
    if not unsigned(school).exists():
        return None
    words = _("Certificates issued before are signed")
    return start_run(kind="credentials.sign_missing", title=words, school=school, by=by, at=at)


def unsigned(school: School) -> QuerySet[Certificate]:
    """Issued, and nothing signed: from before the school was set up."""
    return public_certificates().filter(school=school, versions=None)


def _make_key(issuer: Issuer, algorithm: str, *, at: datetime) -> IssuerKey:
    try:
        made = store().create(algorithm=cast("Algorithm", algorithm), label=f"{issuer.did} {algorithm}")
    except KeyStoreError as broken:
        words = _("No key could be made, and nothing has changed: %(why)s")
        raise ValidationError(words % {"why": broken}, code="key_store") from None
    return IssuerKey.objects.create(
        school_id=issuer.school_id,
        issuer=issuer,
        algorithm=algorithm,
        store_id=made.id,
        public=made.public_key.hex(),
        made_at=at,
    )


def _destroy(store_id: str) -> None:
    """It is out whatever comes of this: a store that cannot destroy it now keeps a key that counts no more."""
    try:
        store().destroy(store_id)
    except KeyStoreError as broken:
        log.warning("credentials.key_not_destroyed", extra={"key": store_id, "why": type(broken).__name__})
