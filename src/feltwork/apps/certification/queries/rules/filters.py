"""Which entries a rule takes, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import approval_word, kind_word, level_word, mode_words
from feltwork.apps.ui import words
from feltwork.core.certification import Filter, RuleSet

from .spans import code_words, point_words


def filter_words(one: Filter, rules: RuleSet) -> str:
    """All that has to be true of an entry, as one phrase; empty if it takes everything."""
    denied = [_("but not (%(what)s)") % {"what": filter_words(part, rules)} for part in one.excepted]
    return "; ".join([*_phrases(one, rules), *denied])


def filter_lines(one: Filter | None, rules: RuleSet) -> Iterable[str]:
    """The same as sentences: what alone counts, and what is left out."""
    if one is None:
        return
    if own := "; ".join(_phrases(one, rules)):
        yield _("Only such as are: %(what)s.") % {"what": own}
    for part in one.excepted:
        yield _("Left out: %(what)s.") % {"what": filter_words(part, rules)}


def per_words(code: str) -> str:
    """in each week, in each setting"""
    known = {
        "week": _("in each week"),
        "month": _("in each month"),
        "year": _("in each year"),
        "day": _("on each day"),
        "level": _("in each level"),
    }
    return known.get(code) or _("for each “%(word)s”") % {"word": code_words(code)}


def group_word(code: str) -> str:
    """What is told apart: weeks, levels, or what an entry says of itself."""
    known = {
        "week": _("weeks"),
        "month": _("months"),
        "year": _("years"),
        "day": _("days"),
        "level": _("levels"),
        "provider": _("providers"),
        "client": _("clients"),
    }
    return known.get(code) or f"“{code_words(code)}”"


def _phrases(one: Filter, rules: RuleSet) -> Iterable[str]:
    if one.of:
        yield kind_word(",".join(one.of), rules)
    for word, values in one.attributes.items():
        yield _("“%(word)s” is %(values)s") % {"word": code_words(word), "values": _or(values)}
    for word, values in one.without.items():
        yield _("“%(word)s” is not %(values)s") % {"word": code_words(word), "values": _or(values)}
    if one.modes:
        yield mode_words(",".join(one.modes))
    if one.levels:
        yield _("in %(levels)s") % {"levels": level_word(",".join(one.levels), rules)}
    if one.given_by:
        yield _("given by somebody approved that day as %(kinds)s") % {
            "kinds": _or(tuple(approval_word(code) for code in one.given_by))
        }
    if one.group_at_most:
        yield _("in groups of at most %(n)s") % {"n": words.fraction(one.group_at_most.value)}
    if one.group_at_least:
        yield _("in groups of at least %(n)s") % {"n": words.fraction(one.group_at_least.value)}
    if one.since:
        yield _("from %(day)s on") % {"day": point_words(one.since, rules)}
    if one.until:
        yield _("up to %(day)s") % {"day": point_words(one.until, rules)}
    if one.not_given_by_those_of:
        yield _("not given by anybody who gave %(kinds)s") % {
            "kinds": kind_word(",".join(one.not_given_by_those_of), rules)
        }
    if one.by_main_trainer:
        yield _("given by the trainer of most of the training days")


def _or(values: tuple[str, ...]) -> str:
    plain = [code_words(value) for value in values]
    if len(plain) < 2:
        return "".join(plain)
    return _("%(several)s or %(last)s") % {"several": ", ".join(plain[:-1]), "last": plain[-1]}
