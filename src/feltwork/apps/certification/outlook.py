"""Working out what would change, a batch of candidates at a time. Nothing is applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.certification.models import Outlook, OutlookRow
from feltwork.apps.certification.queries.outlook import places_of, under_of_outlook
from feltwork.apps.certification.standing import records_of
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import State
from feltwork.core.certification.register import (
    Affected,
    Answer,
    Plan,
    compile_rules,
    register_of,
    what_would_change,
)

KIND = "certification.outlook"
AT_ONCE = 250
Turn = OutlookRow.Turn


@long_work(KIND)
def work_out(run: Progress) -> Mapping[str, Any]:
    """Judge everybody by both rules and keep whoever is affected; goes on behind the last batch that was kept."""
    outlook = Outlook.objects.select_related("school").get(uuid=run.params["outlook"])
    under = under_of_outlook(outlook)
    if under is None:
        raise ValidationError(_("These rules are not there any more."))
    after, last = compile_rules(under.rules), run.kept.get("last", 0)
    outlook.rows.filter(enrolment_id__gt=last).delete()  # of a batch whose end was not noted
    places = list(places_of(outlook).filter(pk__gt=last))
    run.total(run.done + len(places))
    plans: dict[str, Plan] = {}
    for start in range(0, len(places), AT_ONCE):
        batch = places[start : start + AT_ONCE]
        rows = [_row(outlook, one) for one in _affected(batch, plans, after, outlook.as_of)]
        with transaction.atomic():
            OutlookRow.objects.bulk_create(rows)
        run.step(len(batch))
        run.keep(last=batch[-1].pk)
    return {"affected": outlook.rows.count(), "judged": run.done}


def _affected(places: Sequence[Enrolment], plans: dict[str, Plan], after: Plan, as_of: date) -> Iterator[Affected]:
    """Each by the edition it is under."""
    records = records_of(places)
    groups: dict[str, list[Enrolment]] = defaultdict(list)
    for place in places:
        groups[place.edition.digest].append(place)
    for digest, own in groups.items():
        if digest not in plans:
            plans[digest] = compile_rules(rules_of(own[0].edition))
        register = register_of({place.pk: records[place.pk] for place in own})
        yield from what_would_change(plans[digest], after, register, as_of=as_of)


def _row(outlook: Outlook, one: Affected) -> OutlookRow:
    moved = [[move.requirement, _plain(move.before), _plain(move.after)] for move in one.requirements]
    turn = turn_of(one)
    return OutlookRow(school=outlook.school, outlook=outlook, enrolment_id=one.candidate, turn=turn, moved=moved)


def _plain(answer: Answer | None) -> list[str] | None:
    return [answer.state.value, *map(str, (answer.counted, answer.needed, answer.missing))] if answer else None


def turn_of(one: Affected) -> str:
    """What the change comes to for the candidate: the gravest word that holds."""
    if one.before.eligible and not one.after.eligible:
        return Turn.LOSES
    if one.after.eligible and not one.before.eligible:
        return Turn.GAINS
    if any(_is(move.after, State.CANNOT) and not _is(move.before, State.CANNOT) for move in one.requirements):
        return Turn.LOST
    more = sum(1 for move in one.requirements if _missing(move.after) > _missing(move.before))
    less = sum(1 for move in one.requirements if _missing(move.after) < _missing(move.before))
    return Turn.MORE if more else Turn.LESS if less else Turn.OTHER


def _is(answer: Answer | None, state: State) -> bool:
    return answer is not None and answer.state is state


def _missing(answer: Answer | None) -> Any:
    return answer.missing if answer else 0
