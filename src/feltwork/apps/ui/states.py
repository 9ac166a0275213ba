"""The states a thing can be in, each with its look, its icon and its word. Colour never stands alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from feltwork.apps.ui.icons import icon


class State(NamedTuple):
    icon: str
    word: str | Promise


STATES = {
    "met": State("check", _("Met")),
    "way": State("rise", _("On the way")),
    "wait": State("clock", _("Waiting")),
    "look": State("look", _("Look at this first")),
    "not": State("close", _("Cannot be met any more")),
    "person": State("question", _("Needs a person")),
    "line": State("info", ""),
}


def badge(state: str, word: str = "", symbol: str = "") -> SafeString:
    """A badge of one of STATES, with its own word and icon unless others are given."""
    return _badge(state, str(word), symbol, translation.get_language() or "")


@lru_cache(maxsize=1024)
def _badge(state: str, word: str, symbol: str, language: str) -> SafeString:
    known = STATES[state]
    return format_html(
        '<span class="fw-badge fw-badge-{}">{}{}</span>', state, icon(symbol or known.icon), word or str(known.word)
    )
