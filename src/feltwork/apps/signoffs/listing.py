"""Entries of the ledger in words, for lists and for the page of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.rules import in_words_again
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.presenting import Facts, how_words, kind_words, short_day, when_words
from feltwork.apps.signoffs.statements import Reason

REASONS = dict(Reason.choices)
CORRECTED: dict[str, str | Promise] = {
    "on": gettext_lazy("the day"),
    "hours": gettext_lazy("the length"),
    "kind": gettext_lazy("what it was"),
    "mode": gettext_lazy("how you met"),
    "group_size": gettext_lazy("the size of the group"),
}
OTHER_FACTS: dict[str, str | Promise] = {
    "reason": gettext_lazy("Reason"),
    "outcome": gettext_lazy("Outcome"),
    "amount": gettext_lazy("Amount"),
    "question": gettext_lazy("Question"),
    "requirement": gettext_lazy("Requirement"),
    "level": gettext_lazy("Level"),
    "until": gettext_lazy("Until"),
    "takes_back": gettext_lazy("Takes back entry"),
    "sealed_as": gettext_lazy("Seal of that entry"),
    "request": gettext_lazy("Number of the request"),
}
STATE_OF = {
    "confirmed": "met",
    "corrected": "met",
    "declined": "line",
    "taken_back": "line",
    "evidence_accepted": "met",
    "evidence_refused": "line",
    "ruled": "person",
    "waived": "person",
    "issued": "met",
    "suspended": "look",
    "revoked": "not",
    "reinstated": "met",
    "renewed": "met",
    "renamed": "line",
}


def facts_of(statement: Facts) -> list[tuple[str, str]]:
    """A sealed statement as pairs of name and value, as far as it speaks of a meeting; else its own keys and values."""
    if "on" not in statement or "hours" not in statement:
        told = {key: value for key, value in statement.items() if value not in ("", None)}
        return [(str(OTHER_FACTS.get(key, key)), _plain(value)) for key, value in told.items()]
    rows = [
        (_("What"), kind_words(statement)),
        (_("When"), when_words(statement)),
        (_("How"), how_words(statement)),
        (_("Level"), in_words_again(str(statement.get("level_title") or ""))),
        (_("Approval on that day"), _("In force") if statement.get("approved") == "1" else _("None in force")),
        (_("What was not right"), str(REASONS.get(str(statement.get("reason")), ""))),
        (_("Corrected"), ", ".join(str(CORRECTED.get(name, name)) for name in statement.get("corrected") or [])),
    ]
    return [(name, value) for name, value in rows if value]


def what_of(statement: Facts) -> str:
    """What an entry is about, in a few words."""
    if "on" in statement and "hours" in statement:
        return f"{kind_words(statement)}, {short_day(statement)}"
    if "takes_back" in statement:
        return _("Entry %(n)s no longer holds") % {"n": statement["takes_back"]}
    told = next((statement[key] for key in ("title", "question", "requirement", "reason") if statement.get(key)), "")
    return Truncator(str(told)).chars(80)


def past(row: Mapping[str, Any], school: str) -> dict[str, Any]:
    """A past answer as a row of the list."""
    facts = row["statement"]
    return {
        "state": STATE_OF.get(row["kind"], "line"),
        "kind": row["kind"],
        "student": row["student__name"],
        "at": row["at"],
        "what": what_of(facts),
        "url": reverse("signoffs:copy", kwargs={"school": school, "entry": row["uuid"]}),
    }


def entry_row(row: Mapping[str, Any], school: str) -> dict[str, Any]:
    """An entry of the ledger as a row of the list."""
    return past(row, school) | {
        "seq": row["seq"],
        "by_name": row["by_name"],
        "seal": row["seal"][:12],
        "url": reverse("signoffs:ledger-entry", kwargs={"school": school, "entry": row["uuid"]}),
    }


def labels() -> dict[str, Any]:
    """The words that rows of entries need, each looked up once a page."""
    return {
        "kinds": {code: str(label) for code, label in LedgerEntry.Kind.choices},
        "number": _("Number"),
        "at": _("When"),
        "kind": _("Kind"),
        "student": _("Student"),
        "by": _("Signed by"),
        "what": _("What"),
        "seal": _("Seal"),
        "answer": _("Answer"),
        "keep": _("Keep a copy"),
    }


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
