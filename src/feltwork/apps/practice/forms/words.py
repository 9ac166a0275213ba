"""What the fields of items are called, and what is wrong with them, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feltwork.core.practice import ItemError

Text = str | Promise
OPEN_FIRST = gettext_lazy("not said")

# "kind.field" first, then "field" alone
LABELS: Mapping[str, Text] = {
    "activation": gettext_lazy("Activation"),
    "window": gettext_lazy("Window of tolerance"),
    "suds": gettext_lazy("Distress about one thing (SUDS)"),
    "words": gettext_lazy("In words"),
    "since": gettext_lazy("Since"),
    "until": gettext_lazy("Until"),
    "category": gettext_lazy("Headline"),
    "outcome": gettext_lazy("How it ended"),
    "peak": gettext_lazy("Highest activation"),
    "phase": gettext_lazy("Phase"),
    "title": gettext_lazy("Title"),
    "minutes": gettext_lazy("Minutes"),
    "intervention": gettext_lazy("What was offered"),
    "response": gettext_lazy("What came of it"),
    "states": gettext_lazy("State, as seen from outside"),
    "signs": gettext_lazy("Signs that were seen"),
    "before": gettext_lazy("Activation when it was named, before"),
    "after": gettext_lazy("And afterwards"),
    "arrival.activation": gettext_lazy("Activation on arriving"),
    "arrival.resource": gettext_lazy("What helped to arrive"),
    "arrival.present": gettext_lazy("Who else was there"),
    "arrival.oriented": gettext_lazy("Looked around the room"),
    "departure.activation": gettext_lazy("Activation on leaving"),
    "departure.settled": gettext_lazy("Settled before leaving?"),
    "departure.agreed": gettext_lazy("What was agreed"),
    "departure.completion": gettext_lazy("What completed or discharged"),
    "touch.used": gettext_lazy("There was touch in this session"),
    "touch.words": gettext_lazy("Where, how, and what was said before"),
    "risk.found": gettext_lazy("Asked about risk?"),
    "risk.words": gettext_lazy("What"),
    "risk.action": gettext_lazy("What was done"),
    "helped.words": gettext_lazy("What helped"),
    "practice.words": gettext_lazy("Until next time, if it suits"),
    "next_step.words": gettext_lazy("Where to begin next time"),
    "concern.words": gettext_lazy("What brings you, in the client’s words"),
    "goal.words": gettext_lazy("A goal, in the client’s words"),
    "goal.reached_on": gettext_lazy("Reached on"),
    "plan.words": gettext_lazy("The plan"),
    "plan.review_on": gettext_lazy("Look at it again on"),
    "resource.words": gettext_lazy("Something that helps"),
    "resource.helps": gettext_lazy("How it helps"),
    "stop_signal.words": gettext_lazy("The sign for stopping"),
    "caution.words": gettext_lazy("What to mind"),
    "safety.words": gettext_lazy("Safe at home, and with whom?"),
    "history.age": gettext_lazy("Age, roughly"),
    "history.activation": gettext_lazy("How activated, when it is named now"),
    "range.low": gettext_lazy("Lower end of the usual range"),
    "range.high": gettext_lazy("Upper end of the usual range"),
    "range.words": gettext_lazy("The client’s own words for it"),
}

CHANNEL_LABELS: Mapping[str, Text] = {
    "words": gettext_lazy("in words"),
    "intensity": gettext_lazy("strength"),
    "valence": gettext_lazy("how it is"),
    "sense": gettext_lazy("by which sense"),
    "inside": gettext_lazy("from within, not something in the room"),
    "carried_out": gettext_lazy("how far"),
}

HINTS: Mapping[str, Text] = {
    "segment.words": gettext_lazy("What happened in the session. Nobody needs the story behind it."),
    "segment.title": gettext_lazy("As in: touching in, the moment before the bend"),
    "resource.words": gettext_lazy(
        "A person, a place, an animal, something one does, a part of the body that feels all right"
    ),
    "stop_signal.words": gettext_lazy("A word or a gesture that ends whatever is going on, at once"),
    "caution.words": gettext_lazy("Seizures, heart, pregnancy, brain injury, pain, medication, operations"),
    "safety.words": gettext_lazy("Home, partner, somebody who follows"),
    "history.category": gettext_lazy("Only a headline. Please do not ask for what happened."),
    "touch.words": gettext_lazy("Touch is asked again in every session"),
}

# what kinds are called as headings and in lists
KIND_NAMES: Mapping[str, Text] = {
    "concern": gettext_lazy("Concern"),
    "goal": gettext_lazy("Goal"),
    "plan": gettext_lazy("Plan"),
    "resource": gettext_lazy("Resource"),
    "stop_signal": gettext_lazy("Sign for stopping"),
    "caution": gettext_lazy("Caution"),
    "safety": gettext_lazy("Safety at present"),
    "history": gettext_lazy("Headline from before"),
    "range": gettext_lazy("Usual range"),
    "arrival": gettext_lazy("Arriving"),
    "departure": gettext_lazy("Leaving"),
    "touch": gettext_lazy("Touch"),
    "risk": gettext_lazy("Risk"),
    "helped": gettext_lazy("What helped"),
    "practice": gettext_lazy("Until next time"),
    "next_step": gettext_lazy("Next step"),
    "target": gettext_lazy("What it was about"),
    "segment": gettext_lazy("Moment"),
    "reading": gettext_lazy("Reading of activation"),
    "cycle": gettext_lazy("Rising and settling"),
    "mark": gettext_lazy("Mark on the body"),
    "stroke": gettext_lazy("Drawing on the body"),
}


def problem(wrong: ItemError) -> str:
    """One sentence that says what to do."""
    data = wrong.data
    match wrong.code:
        case "needed":
            return _("Please fill this in, or leave the whole thing out.")
        case "number" | "whole_number" | "out_of_range":
            least, most = f"{data.get('least', 0):g}", f"{data.get('most', 10):g}"
            return _("Please give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        case "too_long":
            most = data.get("most", 0)
            words = ngettext(
                "At most %(most)s letter fits here; please shorten it.",
                "At most %(most)s letters fit here; please shorten it.",
                most,
            )
            return words % {"most": most}
        case "day":
            return _("Please write the day as it stands in a calendar.")
        case "below_low":
            return _("The upper end lies above the lower one.")
        case "before_peak":
            return _("It settled after it was highest.")
        case "before_since":
            return _("It ended after it began.")
        case "needed_when_partly":
            return _("Please write what was agreed, since it had not settled quite.")
        case "empty_mark":
            return _("Please choose something; “nothing” and “numb” are answers, too.")
        case "control_character":
            return _("A letter in it cannot be kept; please type it again.")
        case "touch_without_consent":
            return _(
                "There is no yes to touch for this session. Ask, write the answer down, and then this can be kept."
            )
        case "not_here":
            return _("This belongs to another session. Please load the page again.")
        case _:
            return _("This cannot be kept as it is. Please look at it again.")
