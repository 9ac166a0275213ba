"""What a client agrees to, topic by topic, in which words, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.actions.items import RecordSigned
from feltwork.apps.practice.events import consent_answered
from feltwork.apps.practice.models import Consent, ConsentText, Guardian, SessionRecord
from feltwork.apps.practice.models.consents import Assent, Topic
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School
from feltwork.core.practice import consent_wording

Decision = Consent.Decision
MAY_ANSWER = TREATING | {Sight.CLIENT, Sight.GUARDIAN}


@transaction.atomic
def begin_practice(*, school: School, by: User | None, at: datetime) -> None:
    """Clients are treated here from now on; the first wording of each consent is laid down."""
    row = School.objects.select_for_update().get(pk=school.pk)
    if not row.has_practice:
        row.has_practice = True
        row.save(update_fields=["has_practice"])
        note("practice.begin_practice", by=by, at=at, subject=row, school=row)
    school.has_practice = True
    known = set(ConsentText.objects.filter(school=row).values_list("topic", "language"))
    ConsentText.objects.bulk_create(
        ConsentText(school=row, topic=topic, version=1, language=language, text=text, at=at, by=by)
        for (topic, language), text in consent_wording().items()
        if (topic, language) not in known
    )


@transaction.atomic
def change_text(*, school: School, topic: str, language: str, text: str, by: User, at: datetime) -> ConsentText:
    """A new version of the wording in one language. Answers stay tied to the words that were read."""
    School.objects.select_for_update().get(pk=school.pk)  # one at a time, so that versions count on
    words = text.strip()
    if not words:
        raise ValidationError({"text": _("Please write what is agreed to.")})
    texts = ConsentText.objects.filter(school=school, topic=topic, language=language)
    newest = texts.order_by("version").last()
    if newest is not None and newest.text == words:
        return newest
    version = newest.version + 1 if newest else 1
    made = ConsentText.objects.create(
        school=school, topic=topic, version=version, language=language, text=words, at=at, by=by
    )
    note("practice.change_consent_text", by=by, at=at, subject=made, facts={"topic": topic, "version": made.version})
    return made


@transaction.atomic
def answer_consent(
    *,
    file: OpenFile,
    topic: str,
    decision: str,
    text: ConsentText | None,
    guardian: Guardian | None = None,
    record: SessionRecord | None = None,
    detail: str = "",
    assent: str = "",
    by: User,
    at: datetime,
) -> Consent:
    """Add an answer; it holds from this moment. *record*: asked again for one session. *detail*: limits, in their
    words. *assent*: what a child says to it, of `models.consents.Assent`.

    Raises PermissionDenied for whoever may not answer here, ValidationError for an answer that makes no sense.
    """
    if file.sight not in MAY_ANSWER or (file.sight is Sight.GUARDIAN and not _may_decide(file, guardian)):
        raise PermissionDenied
    if any(row is not None and row.client_id != file.client.pk for row in (guardian, record)):
        raise PermissionDenied
    if topic not in Topic.values or decision not in Decision.values:
        raise ValidationError(_("Please choose an answer."), code="decision")
    if record is not None and record.signatures.exists():
        raise RecordSigned
    before = Consent.objects.filter(client=file.client, topic=topic, record=record).order_by("at", "pk").last()
    if decision == Decision.WITHDRAWN and (before is None or before.decision != Decision.GIVEN):
        raise ValidationError(_("Nothing was agreed to that could be taken back."), code="nothing_given")
    made = Consent(
        school_id=file.client.school_id,
        client=file.client,
        topic=topic,
        decision=decision,
        text=text,
        guardian=guardian,
        record=record,
        by=by,
        at=at,
    )
    if assent in Assent.values:
        made.detail = file.cabinet.seal(made, "detail", {"words": detail.strip(), "assent": assent})
    elif detail.strip():
        made.detail = file.cabinet.seal(made, "detail", detail.strip())
    made.save(force_insert=True)
    note("practice.answer_consent", by=by, at=at, subject=file.client, facts={"topic": topic, "decision": decision})
    if record is None:
        consent_answered.send(sender=Consent, consent=made, at=at)
    return made


def _may_decide(file: OpenFile, guardian: Guardian | None) -> bool:
    if guardian is None or guardian.user_id != file.user.pk or guardian.client_id != file.client.pk:
        return False
    about: dict[str, Any] = file.cabinet.open(guardian, "about")
    return bool(about.get("may_decide"))
