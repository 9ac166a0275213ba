"""Words for codes that pages of the practice show."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.models.consents import Assent

register = template.Library()

SIGHTS = {
    "clinician": _("who treats"),
    "carer": _("who treats, too"),
    "emergency": _("in an emergency"),
    "supervisor": _("supervision"),
    "assistant": _("assistance"),
    "client": _("the client"),
    "guardian": _("guardian"),
    "link": _("by a link"),
    "responder": _("who looks at answers"),
}
PARTS = {
    "overview": _("the overview"),
    "identity": _("who and how to reach"),
    "intake": _("what is good to know"),
    "consents": _("consents"),
    "record": _("a session"),
    "map": _("a body map"),
    "timeline": _("rising and settling"),
    "search": _("a search in notes"),
    "study": _("body maps of a group"),
    "takeout": _("an archive"),
    "calendar": _("appointments"),
    "journal": _("shown entries"),
    "people": _("who comes near the file"),
    "reads": _("who looked"),
    "leaving": _("keeping and leaving"),
    "measures": _("measures"),
    "sheets": _("the list of questions"),
    "sheet": _("a sheet of questions"),
    "alert": _("an answer that somebody has to look at"),
}


@register.filter
def sight_words(code: str) -> str:
    """How somebody stood to the file."""
    return str(SIGHTS.get(code, code))


@register.filter
def part_words(code: str) -> str:
    """What of a file was opened."""
    return str(PARTS.get(code, code))


@register.filter
def along(value: int) -> int:
    """Where 0 to 10 lies on the line of `practice/parts/way.html`."""
    return 8 + 10 * value


@register.filter
def assent_words(code: str) -> str:
    """What a child said to a consent."""
    return str(Assent(code).label) if code in Assent.values else ""
