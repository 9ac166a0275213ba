"""What the codes of definitions are called: recall periods, topics, kinds, licences, methods."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from feltwork.core.measures import said

RECALL = {
    "now": gettext_lazy("this moment"),
    "today": gettext_lazy("today"),
    "past_week": gettext_lazy("the past week"),
    "past_7_days": gettext_lazy("the past seven days"),
    "past_2_weeks": gettext_lazy("the past two weeks"),
    "past_4_weeks": gettext_lazy("the past four weeks"),
    "past_month": gettext_lazy("the past month"),
    "in_general": gettext_lazy("how things are in general"),
    "this_session": gettext_lazy("this session"),
    "unspecified": gettext_lazy("no period stated"),
}
TOPICS = {
    "ptsd": gettext_lazy("after trauma"),
    "depression": gettext_lazy("depression"),
    "anxiety": gettext_lazy("anxiety"),
    "body": gettext_lazy("body"),
    "distress": gettext_lazy("distress"),
    "wellbeing": gettext_lazy("well-being"),
    "interoception": gettext_lazy("feeling the body"),
    "emotion_regulation": gettext_lazy("handling feelings"),
    "resilience": gettext_lazy("resilience"),
    "alliance": gettext_lazy("working together"),
    "state": gettext_lazy("state at this moment"),
}
KINDS = {
    "self": gettext_lazy("answered by the person"),
    "caregiver": gettext_lazy("answered by a caregiver"),
    "clinician": gettext_lazy("filled in by a clinician"),
}
USES = {
    "clinical": gettext_lazy("treatment"),
    "research": gettext_lazy("research"),
    "educational": gettext_lazy("training"),
    "commercial": gettext_lazy("paid services"),
}
TIERS = {
    "own": gettext_lazy("Ours, with its words"),
    "A": gettext_lazy("Free to use"),
    "B": gettext_lazy("Free under a condition"),
    "C": gettext_lazy("Needs a licence"),
}
MARKS = {
    "B": gettext_lazy("read in the source"),
    "E": gettext_lazy("read elsewhere"),
    "U": gettext_lazy("not confirmed"),
    "C": gettext_lazy("worked out by us"),
    "D": gettext_lazy("decided by us"),
}
CHANGES = {
    "rci": gettext_lazy("reliable change"),
    "mid": gettext_lazy("smallest change that matters"),
    "csc": gettext_lazy("clinically significant change"),
    "published": gettext_lazy("published rule"),
}
STATISTICS = {
    "alpha": pgettext_lazy("statistic", "internal consistency (alpha)"),
    "omega": pgettext_lazy("statistic", "internal consistency (omega)"),
    "retest": pgettext_lazy("statistic", "test-retest"),
    "icc": pgettext_lazy("statistic", "test-retest (ICC)"),
    "sd": pgettext_lazy("statistic", "standard deviation"),
    "sd_after": pgettext_lazy("statistic", "standard deviation afterwards"),
    "mean": pgettext_lazy("statistic", "mean"),
}
DIRECTIONS = {
    "at_least": gettext_lazy("%(value)s or more"),
    "above": gettext_lazy("more than %(value)s"),
    "at_most": gettext_lazy("%(value)s or less"),
    "below": gettext_lazy("less than %(value)s"),
}
HOW = {
    "sum": gettext_lazy("sum"),
    "mean": gettext_lazy("mean"),
    "mean_x10": gettext_lazy("mean times ten"),
    "x4": gettext_lazy("sum times four"),
    "highest_of_sets": gettext_lazy("sum of the highest of each set"),
    "tenth": gettext_lazy("sum divided by ten"),
    "sum_less_one_each": gettext_lazy("sum, less one for each item"),
}


def recall_words(slug: str) -> str:
    """ "past_2_weeks" → "the past two weeks"; "10_days" → "10 days"."""
    if slug in RECALL:
        return str(RECALL[slug])
    number, _sep, unit = slug.partition("_")
    return _("%(count)s days") % {"count": number} if unit == "days" else slug.replace("_", " ")


def ages_words(low: int, high: int | None) -> str:
    if high is None:
        return _("from %(low)s years") % {"low": low}
    return _("%(low)s to %(high)s years") % {"low": low, "high": high}


def said_words(text: str) -> str:
    """A sample, a method or a licence of a definition in the reader's language."""
    return said(text, get_language() or "en")


def source_words(source: str) -> str:
    """A source as the definition names it; the project's own collection of facts is called what it is."""
    return source.replace("domain/instruments.md section", _("our handbook of instruments, section")).replace(
        "domain/instruments.md", _("our handbook of instruments")
    )


def language_name(code: str) -> str:
    """ "de" → "Deutsch"; the code itself where nobody here knows the language."""
    known = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0], {})
    return str(known.get("name_local", code)) if "name_local" in known else code


def word(table: Mapping[str, object], code: str) -> str:
    """The word of *code*, or the code itself where a definition has one that is newer than this table."""
    return str(table.get(code, code.replace("_", " ")))
