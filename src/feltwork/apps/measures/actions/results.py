"""Results: of a sheet that was answered, entered from paper, or corrected. None is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.actions.raising import evaluate
from feltwork.apps.measures.hands import Hands, hands_of_file
from feltwork.apps.measures.models import Asking, Policy, Result
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.risk import policy_of
from feltwork.apps.measures.scoring import scores_of
from feltwork.apps.practice.actions.items import FileSetAside
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.measures import Answer, instrument

REASON_MOST = 500


def keep_result(
    *,
    asking: Asking,
    hands: Hands,
    answers: Mapping[str, Answer],
    answered_at: datetime,
    is_late: bool,
    by: User | None,
    at: datetime,
    corrects: Result | None = None,
    reason: str = "",
) -> Result:
    """Score and keep. Raises `core.measures.AnswerError`."""
    given = {item: value for item, value in answers.items() if value is not None}
    row = Result(
        school_id=asking.school_id,
        asking=asking,
        corrects=corrects,
        is_late=is_late,
        answered_at=answered_at,
        by=by,
        made_at=at,
    )
    row.answers = hands.seal(row, "answers", given)
    row.scores = hands.seal(row, "scores", scores_of(instrument(asking.instrument), given))
    if reason:
        row.reason = hands.seal(row, "reason", {"words": reason[:REASON_MOST]})
    row.save(force_insert=True)
    return row


@transaction.atomic
def enter_scores(
    *,
    file: OpenFile,
    instrument_id: str,
    answers: Mapping[str, Answer],
    answered_at: datetime,
    asking: Asking | None = None,
    record: SessionRecord | None = None,
    moment: str = "",
    entered_by: str = Asking.EnteredBy.CLINICIAN,
    by: User,
    at: datetime,
) -> Result:
    """Answers from paper or a licensed form, item by item; *asking*: the sheet they are of, where one waits.

    Risk items are looked at as everywhere. Raises ValidationError; AnswerError for what is no answer.
    """
    client = may_enter(file)
    whole = instrument(instrument_id)
    policy = policy_of(client.school)
    if (policy.use if policy else Policy.Use.CLINICAL) not in whole.licence.allows:
        raise ValidationError(
            {"instrument": _("The licence of %(name)s does not allow this use.") % {"name": whole.name}}
        )
    given = {item: value for item, value in answers.items() if value is not None}
    if not given:
        raise ValidationError(_("Please enter at least one answer."), code="empty")
    if answered_at > at:
        raise ValidationError({"on": _("That day has not come yet.")})
    hands = hands_of_file(file)
    row = _sheet_for(client, asking, instrument_id, whole.version, record, moment, answered_at, entered_by, by, at)
    result = keep_result(
        asking=row, hands=hands, answers=given, answered_at=answered_at, is_late=answered_at > row.due_at, by=by, at=at
    )
    note("measures.enter_scores", by=by, at=at, subject=row)
    evaluate(asking=row, hands=hands, answers=given, changed=set(given), by=by, at=at)
    return result


@transaction.atomic
def correct(
    *, result: Result, file: OpenFile, answers: Mapping[str, Answer], reason: str, by: User, at: datetime
) -> Result:
    """A new result that stands in the place of *result*, which stays. Raises ValidationError where it was corrected
    already."""
    may_enter(file)
    asking = Asking.objects.select_for_update(of=("self",)).select_related("school", "client__clinician")
    row = asking.get(pk=result.asking_id, client=file.client)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why it is corrected.")})
    if Result.objects.filter(corrects=result).exists():
        raise ValidationError(_("It was corrected meanwhile. Please look at the newer one."), code="changed")
    hands = hands_of_file(file)
    before = hands.open(result, "answers")
    given = {item: value for item, value in answers.items() if value is not None}
    changed = {item for item in before.keys() | given.keys() if before.get(item) != given.get(item)}
    if not changed:
        raise ValidationError(_("Nothing is different."), code="same")
    made = keep_result(
        asking=row, hands=hands, answers=given, answered_at=result.answered_at, is_late=result.is_late, by=by, at=at,
        corrects=result, reason=reason.strip(),
    )  # fmt: skip
    note("measures.correct", by=by, at=at, subject=row)
    evaluate(asking=row, hands=hands, answers=given, changed=changed, by=by, at=at)
    return made


def may_enter(file: OpenFile) -> Client:
    """Whose answers these will be. Raises PermissionDenied, FileSetAside."""
    if not can_ask(file.sight):
        raise PermissionDenied
    if file.client.restricted_at is not None:
        raise FileSetAside
    return file.client


def _sheet_for(
    client: Client,
    asking: Asking | None,
    instrument_id: str,
    version: str,
    record: SessionRecord | None,
    moment: str,
    answered_at: datetime,
    entered_by: str,
    by: User,
    at: datetime,
) -> Asking:
    """The sheet that waits, now done; or one for these answers alone."""
    if asking is None:
        return Asking.objects.create(
            school_id=client.school_id, client=client, instrument=instrument_id, version=version, language="",
            record=record, moment=moment, opens_at=answered_at, due_at=answered_at, closes_at=answered_at,
            state=Asking.State.DONE, entered_by=entered_by, by=by, made_at=at,
            started_at=answered_at, ended_at=at,
        )  # fmt: skip
    rows = Asking.objects.select_for_update(of=("self",)).select_related("school", "client__clinician")
    row = rows.get(pk=asking.pk, client=client, instrument=instrument_id)
    if row.state == Asking.State.DONE:
        raise ValidationError(_("This sheet is answered already. It can be corrected."), code="over")
    row.state, row.entered_by, row.ended_at = Asking.State.DONE, Asking.EnteredBy.CLINICIAN, at
    row.token_hash, row.token_until, row.sheet = "", None, None
    row.save(update_fields=["state", "entered_by", "ended_at", "token_hash", "token_until", "sheet"])
    return row
