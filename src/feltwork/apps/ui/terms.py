"""Words of the field that a reader may not know, with their meaning. Pages show them with {% term "sep" %}."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class Term(NamedTuple):
    word: str | Promise
    meaning: str | Promise


TERMS = {
    "se": Term(
        _("Somatic Experiencing"), _("A way of working with trauma that starts from what can be felt in the body.")
    ),
    "sep": Term(
        _("SEP"), _("Somatic Experiencing Practitioner: the certificate at the end of the training. Not a licence.")
    ),
    "personal-session": Term(_("personal session"), _("A session in which the student is the client.")),
    "case-consultation": Term(
        _("case consultation"),
        _("A conversation about the student’s own work with someone experienced, alone or in a group."),
    ),
    "credit": Term(
        _("credit"), _("The unit in which consultations are counted. The rules say how many hours make one.")
    ),
    "provider": Term(_("provider"), _("Someone a school has approved to give sessions or consultations that count.")),
    "module": Term(_("module"), _("A block of training days, a few to each level.")),
    "cohort": Term(_("cohort"), _("A group of students who go through the modules together.")),
    "edition": Term(
        _("edition"), _("One dated version of the rules. The one that applied when you began stays yours.")
    ),
    "sign-off": Term(_("sign-off"), _("A provider’s confirmation that a session took place as described.")),
    "ledger": Term(_("ledger"), _("The list of all sign-offs. Lines are added to it, never changed or removed.")),
    "felt-sense": Term(_("felt sense"), _("How a whole situation is in the body, before there are words for it.")),
    "resource": Term(_("resource"), _("Anything that helps you feel steadier: a place, a person, a part of the body.")),
    "orienting": Term(
        _("orienting"), _("Letting eyes and ears take in the room, so that the body notices where it is.")
    ),
    "titration": Term(_("titration"), _("Touching something difficult in portions small enough to stay with.")),
    "pendulation": Term(_("pendulation"), _("Moving between something difficult and something steady, and back.")),
    "settling": Term(_("settling"), _("When breath slows, shoulders drop and the room comes back into view.")),
}


def term(code: str) -> SafeString:
    """The word with its meaning attached; an unknown code is an error."""
    known = TERMS[code]
    return format_html('<abbr title="{}">{}</abbr>', known.meaning, known.word)
