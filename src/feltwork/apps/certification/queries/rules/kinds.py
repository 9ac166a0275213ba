"""A kind of entry as a clause: what it is worth, who may give it, and what has to be there with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import (
    amount_words,
    approval_word,
    kind_word,
    level_word,
    mode_words,
    words_list,
)
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Beyond, Kind, RuleSet

from .filters import per_words
from .parts import Clause, Line, clause, numbered, origin_of, spanned
from .spans import code_words, point_words, span_words


def kind_clause(kind: Kind, rules: RuleSet) -> Clause:
    """What an entry of this kind is worth, and who may give it."""
    lines = [*_worth(kind), *_parts(kind, rules), *_who(kind, rules), *_limits(kind), *_company(kind, rules)]
    title, help, origin = in_words(kind.title), in_words(kind.help), origin_of(kind.source)
    return clause(title, kind.anchor, lines, number=kind.clause, help=help, origin=origin)


def _worth(kind: Kind) -> Iterable[Line]:
    if kind.per_entry:
        amount = amount_words(kind.per_entry.value, kind.unit)
        yield numbered(_("Each counts as %(amount)s.") % {"amount": amount}, kind.per_entry)
    elif kind.hours_per_unit and kind.hours_per_unit.value == 1:
        text = _("Each hour counts.") if kind.unit == "hour" else _("Each hour counts as %(unit)s.")
        yield numbered(text % {"unit": amount_words(1, kind.unit)}, kind.hours_per_unit)
    elif kind.hours_per_unit:
        facts = {"hours": amount_words(kind.hours_per_unit.value, "hour"), "unit": amount_words(1, kind.unit)}
        yield numbered(_("%(hours)s make %(unit)s.") % facts, kind.hours_per_unit)
    elif not kind.parts:
        yield Line(_("What it is worth is left open; a person decides."))
    if kind.ask_below_hours:
        hours = words.hours(kind.ask_below_hours.value)
        yield numbered(_("Shorter than %(hours)s: a person decides.") % {"hours": hours}, kind.ask_below_hours)


def _who(kind: Kind, rules: RuleSet) -> Iterable[Line]:
    if kind.approvals:
        approvals = words_list([approval_word(code) for code in kind.approvals])
        yield Line(_("Given by somebody approved that day, at that level, for: %(kinds)s.") % {"kinds": approvals})
    for also in kind.also:
        yield Line(_("And who that day also held an approval for %(kind)s.") % {"kind": approval_word(also)})
    if kind.renewed:
        renewed = words_list([approval_word(code) for code in kind.renewed])
        yield Line(_("Such an approval counts only once it had been renewed: %(kinds)s.") % {"kinds": renewed})
    for change in kind.later:
        facts = {
            "day": point_words(change.day, rules),
            "kinds": words_list([approval_word(x) for x in change.approvals]),
        }
        yield Line(_("From %(day)s on by somebody approved for: %(kinds)s.") % facts)
    if kind.grace:
        text = _("Where the approval had ended no longer than %(span)s before, a person decides.")
        yield spanned(text % {"span": span_words(kind.grace)}, kind.grace)
    if kind.attested:
        yield Line(_("The candidate’s own declaration is enough, unless the lot draws them for proof."))


def _limits(kind: Kind) -> Iterable[Line]:
    if kind.modes:
        yield Line(_("Only %(modes)s.") % {"modes": mode_words(",".join(kind.modes))})
    size = kind.group_size
    if size and size.max:
        yield numbered(_("At most %(n)s people.") % {"n": words.fraction(size.max.value)}, size.max)
    if size and size.ask_above:
        text = _("More than %(n)s people: a person decides.")
        yield numbered(text % {"n": words.fraction(size.ask_above.value)}, size.ask_above)


def _parts(kind: Kind, rules: RuleSet) -> Iterable[Line]:
    for part in kind.parts:
        facts = {"kind": kind_word(part.kind, rules), "word": code_words(part.attribute)}
        text = (
            _("The hours given as “%(word)s” count as: %(kind)s")
            if part.attribute
            else _("The rest counts as: %(kind)s")
        )
        limits = [text % facts]
        if part.at_most_hours:
            limits.append(_("at most %(hours)s") % {"hours": words.hours(part.at_most_hours.value)})
        if part.group_at_most:
            limits.append(_("only in groups of at most %(n)s") % {"n": words.fraction(part.group_at_most.value)})
        sentence = f"{', '.join(limits)}."
        yield numbered(sentence, part.at_most_hours) if part.at_most_hours else Line(sentence)


def _company(kind: Kind, rules: RuleSet) -> Iterable[Line]:
    need = kind.needs
    if need is None:
        return
    unit = rules.kind(need.of[0]).unit
    facts = {
        "amount": amount_words(need.at_least.value, unit),
        "kinds": kind_word(",".join(need.of), rules),
        "per": words_list([per_words(code) for code in need.per]),
    }
    yield numbered(_("Counts only together with at least %(amount)s of %(kinds)s %(per)s.") % facts, need.at_least)
    if need.more:
        more = need.more
        facts = {
            "hours": amount_words(more.above_hours.value, "hour"),
            "amount": amount_words(more.adds.value, unit),
            "levels": level_word(",".join(more.levels), rules),
        }
        text = _("Above %(hours)s there, %(amount)s more are needed.") % facts
        if more.levels:
            text += " " + _("Only in %(levels)s.") % facts
        if more.otherwise is Beyond.HUMAN:
            text += " " + _("Where they are missing, a person decides.")
        yield numbered(text, more.above_hours)
