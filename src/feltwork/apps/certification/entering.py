"""What the rules ask for before the level of an examination; the examinations ask it through `exams.entering`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import level_word, requirement_word, sentence
from feltwork.apps.certification.standing import Known, known_of, rules_of
from feltwork.apps.exams.entering import Key, Missing, Pair
from feltwork.apps.exams.models import Examination
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui.words import date_words
from feltwork.core.certification import Before, Gap, Reason, RuleSet, State, Verdict, before_level, judge, opens_in

WANTED = ("school", "student", "cohort", "edition")


def missing_before(pairs: Sequence[Pair], on: date) -> Mapping[Key, tuple[Missing, ...]]:
    """Of each pair, under the rules of that place; a fixed number of queries, each place judged once."""
    rows = Enrolment.objects.filter(pk__in={one.pk for _exam, one in pairs}).select_related(*WANTED)
    places = {row.pk: row for row in rows}
    levels = {
        (exam.pk, one.pk): level
        for exam, one in pairs
        if (place := places.get(one.pk)) and (level := level_of(exam, rules_of(place.edition)))
    }
    known = known_of([places[pk] for pk in {enrolment for _exam, enrolment in levels}])
    verdicts = {pk: judge(rules_of(one.enrolment.edition), one.record, as_of=on) for pk, one in known.items()}
    return {key: tuple(_missing(known[key[1]], verdicts[key[1]], level)) for key, level in levels.items()}


def level_of(examination: Examination, rules: RuleSet) -> str:
    """The level that has to be reached: its own, or the one from which on the rules let what it proves be met,
    whichever comes later. "" where the rules know neither."""
    codes = [level.code for level in rules.levels]
    own = examination.level.code if examination.level else ""
    asked = [code for code in (own, opens_in(rules, examination.evidence_code)) if code in codes]
    return max(asked, key=codes.index, default="")


def _missing(known: Known, verdict: Verdict, level: str) -> Iterator[Missing]:
    rules = rules_of(known.enrolment.edition)
    before = before_level(rules, known.record, verdict, level)
    if not before.has_begun:
        yield Missing("", level, _begins(before, rules))
    for gap in before.gaps:
        yield Missing(gap.requirement, gap.level, _gap(gap, known, rules))


def _begins(before: Before, rules: RuleSet) -> str:
    level = level_word(before.level, rules)
    if before.begins_on is None:
        return _("%(level)s has not begun for you, and has no day yet.") % {"level": level}
    return _("%(level)s begins on %(day)s.") % {"level": level, "day": date_words(before.begins_on)}


def _gap(gap: Gap, known: Known, rules: RuleSet) -> str:
    missing = Reason(code="missing_in_level", data={"level": gap.level, "amount": gap.missing, "unit": gap.unit})
    said = sentence(missing, known.names, rules)
    told = f"{requirement_word(gap.requirement, rules)}: {said}"
    if gap.state is State.CANNOT:
        return _("%(missing)s It can no longer be filled; the school decides.") % {"missing": told}
    if gap.state is State.HUMAN:
        return _("%(missing)s A person still has to decide about some of it.") % {"missing": told}
    return told
