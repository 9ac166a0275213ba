"""Judges set a cut: begun, rated apart in a first round, looked at together in a second, closed, adopted or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.examinations import set_cut
from feltwork.apps.exams.models import Examination, Expectation, Judge, Standard, StandardItem
from feltwork.apps.exams.notices import bank as notices
from feltwork.apps.exams.queries.blueprints import lacks_in, trial_form
from feltwork.apps.exams.queries.standards import eligible_judges

LEAST_JUDGES = 3
State = Standard.State


@transaction.atomic
def begin_standard(
    *, examination: Examination, judges: Sequence[User], seed: str, by: User, at: datetime, language: str = ""
) -> Standard:
    """Draw one form by the blueprint of *examination* and ask *judges* to rate its questions apart.

    *language*: one of its languages; without it the first.
    """
    language = language or next(iter(examination.languages), "")
    if language not in examination.languages:
        raise ValidationError({"language": _("It is not asked in this language.")}, code="language")
    blueprint = examination.blueprint
    if blueprint is None or lacks_in(blueprint, examination.school, [language]):
        raise ValidationError(_("The bank has to be able to fill the blueprint first."), code="lacks")
    if len(judges) < LEAST_JUDGES:
        raise ValidationError(
            {"judges": _("At least three judges are needed; five or more give a steadier cut.")}, code="few"
        )
    if Standard.objects.filter(examination=examination, state__in=(State.FIRST, State.SECOND, State.CLOSED)).exists():
        raise ValidationError(_("Judges are at work on this examination already."), code="open")
    if {one.pk for one in judges} - {one.pk for one in eligible_judges(examination.school)}:
        raise PermissionDenied
    standard = Standard.objects.create(
        school_id=examination.school_id, examination=examination, seed=seed, begun_by=by, begun_at=at
    )
    form = trial_form(blueprint, examination.school, seed, language)
    versions = [version for part in form for version in part.items]
    StandardItem.objects.bulk_create(
        StandardItem(school_id=standard.school_id, standard=standard, number=number, version=version)
        for number, version in enumerate(versions, 1)
    )
    for judge in judges:
        Judge.objects.create(school_id=standard.school_id, standard=standard, user=judge)
    record(
        "exams.begin_standard", by=by, at=at, subject=standard, facts={"items": len(versions), "judges": len(judges)}
    )
    transaction.on_commit(partial(notices.tell_judges, standard, 1, at))
    return standard


@transaction.atomic
def expect(*, judge: Judge, percents: Mapping[int, int], by: User, at: datetime) -> int:
    """Keep what a judge expects of questions (pk of StandardItem → 0 to 100); how many are still without a number."""
    judge, standard = _at_work(judge, by)
    known = set(standard.items.values_list("pk", flat=True))
    for item, percent in percents.items():
        if item in known and 0 <= percent <= 100:
            Expectation.objects.update_or_create(
                school_id=judge.school_id,
                judge=judge,
                item_id=item,
                round=standard.round,
                defaults={"percent": percent, "at": at},
            )
    return len(known) - Expectation.objects.filter(judge=judge, round=standard.round).count()


@transaction.atomic
def hand_in_round(*, judge: Judge, by: User, at: datetime) -> Judge:
    """A judge is done with the round that goes on; nothing of it changes any more."""
    judge, standard = _at_work(judge, by)
    missing = standard.items.count() - Expectation.objects.filter(judge=judge, round=standard.round).count()
    if missing:
        words = ngettext("One question has no number yet.", "%(n)s questions have no number yet.", missing)
        raise ValidationError(words % {"n": missing}, code="missing")
    field = "first_at" if standard.round == 1 else "second_at"
    setattr(judge, field, at)
    judge.save(update_fields=[field])
    record("exams.hand_in_round", by=by, at=at, subject=standard, facts={"round": standard.round})
    return judge


@transaction.atomic
def open_second_round(*, standard: Standard, by: User, at: datetime) -> Standard:
    """Let all judges see all numbers, and change their own. Each begins with what they said before."""
    standard = _locked(standard, State.FIRST)
    _all_in(standard, "first_at")
    first = Expectation.objects.filter(judge__standard=standard, round=1)
    Expectation.objects.bulk_create(
        Expectation(
            school_id=one.school_id, judge_id=one.judge_id, item_id=one.item_id, round=2, percent=one.percent, at=at
        )
        for one in first
    )
    standard.state = State.SECOND
    standard.save(update_fields=["state"])
    record("exams.open_second_round", by=by, at=at, subject=standard)
    transaction.on_commit(partial(notices.tell_judges, standard, 2, at))
    return standard


@transaction.atomic
def close_standard(*, standard: Standard, by: User, at: datetime) -> Standard:
    """The second round is over; what it came to waits for a decision."""
    standard = _locked(standard, State.SECOND)
    _all_in(standard, "second_at")
    return _end(standard, State.CLOSED, by, at)


@transaction.atomic
def adopt_standard(*, standard: Standard, cut_percent: Decimal, reason: str, by: User, at: datetime) -> Standard:
    """Decide on the cut that the judges came to, or on another one, with the reason."""
    standard = _locked(standard, State.CLOSED)
    set_cut(examination=standard.examination, cut_percent=cut_percent, reason=reason, by=by, at=at)
    return _end(standard, State.ADOPTED, by, at)


@transaction.atomic
def drop_standard(*, standard: Standard, by: User, at: datetime) -> Standard:
    """Give it up without a cut; what was rated stays to be read."""
    standard = _locked(standard, State.FIRST, State.SECOND, State.CLOSED)
    return _end(standard, State.DROPPED, by, at)


@transaction.atomic
def excuse_judge(*, judge: Judge, by: User, at: datetime) -> None:
    """Go on without somebody who has not handed in the round. Their numbers are not counted; three have to stay."""
    standard = _locked(judge.standard, State.FIRST, State.SECOND)
    judge = Judge.objects.select_for_update().get(pk=judge.pk)
    if (judge.first_at if standard.round == 1 else judge.second_at) is not None:
        raise ValidationError(_("They have handed in this round and stay."), code="in")
    if standard.judges.count() <= LEAST_JUDGES:
        raise ValidationError(_("Three judges have to stay."), code="few")
    record("exams.excuse_judge", by=by, at=at, subject=standard, facts={"judge": str(judge.user.uuid)})
    Expectation.objects.filter(judge=judge).delete()
    judge.delete()


def _at_work(judge: Judge, by: User) -> tuple[Judge, Standard]:
    if judge.user_id != by.pk:
        raise PermissionDenied
    standard = _locked(judge.standard, State.FIRST, State.SECOND)
    judge = Judge.objects.select_for_update().get(pk=judge.pk)
    if (judge.first_at if standard.round == 1 else judge.second_at) is not None:
        raise ValidationError(_("You have handed in this round."), code="in")
    return judge, standard


def _locked(standard: Standard, *states: str) -> Standard:
    locked = Standard.objects.select_for_update(of=("self",)).select_related("examination").get(pk=standard.pk)
    if locked.state not in states:
        raise ValidationError(_("This has gone on since you opened the page."), code="state")
    return locked


def _all_in(standard: Standard, field: str) -> None:
    waiting = standard.judges.filter(**{field: None}).count()
    if waiting:
        words = ngettext("One judge has not handed in yet.", "%(n)s judges have not handed in yet.", waiting)
        raise ValidationError(words % {"n": waiting}, code="waiting")


def _end(standard: Standard, state: str, by: User, at: datetime) -> Standard:
    standard.state, standard.ended_by, standard.ended_at = state, by, at
    standard.save(update_fields=["state", "ended_by", "ended_at"])
    record("exams.end_standard", by=by, at=at, subject=standard, facts={"state": state})
    return standard
