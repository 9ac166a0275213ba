"""Who a client is, in as few fields as a practice needs. Everything but the name may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ._fields import Choice, Code, Day, Field, Number, Refused, Rows, Words, YesNo, take_all
from ._figures import FIGURES
from ._items import ItemError

ADULT_FIGURE, CHILD_FIGURE = FIGURES
MAJORITY = 18  # years; where the law of a country says otherwise, see the retention rules

IDENTITY: Mapping[str, Field] = {
    "name": Words(120, needed=True),
    "preferred_name": Words(60),
    "pronouns": Words(40),
    "born_on": Day(),
    "figure": Code(20),
    "email": Words(254),
    "phone": Words(40),
    "safe_channel": Choice("safe_channels"),
    "safe_hours": Words(200),
    "safe_words": Words(500),  # what may be said to whoever picks up
    "language": Code(10),
    "country": Code(2),
    "time_zone": Words(60),
    "emergency": Rows(
        {"name": Words(120, needed=True), "phone": Words(40, needed=True), "relation": Words(60)}, most=3
    ),
    "reminder_hours": Number(0, 336),  # before the hour; 0 or none: no reminder
    "reminder_words": Words(200),
}


GUARDIAN: Mapping[str, Field] = {
    "name": Words(120, needed=True),
    "relation": Words(60),
    "phone": Words(40),
    "email": Words(254),
    "safe_words": Words(500),
    "may_decide": YesNo(),  # whether their yes or no to a consent counts
}


def check_guardian(given: Any) -> dict[str, Any]:
    """The same for somebody who answers for a child."""
    try:
        return take_all(GUARDIAN, given)
    except Refused as refused:
        raise ItemError(refused.where, refused.code, **refused.data) from None


def check_identity(given: Any) -> dict[str, Any]:
    """Return *given* with its fields tidied and empty ones left out. Raises `ItemError` for the first mistake."""
    try:
        taken = take_all(IDENTITY, given)
    except Refused as refused:
        raise ItemError(refused.where, refused.code, **refused.data) from None
    if taken.get("figure", ADULT_FIGURE) not in FIGURES:
        raise ItemError("figure", "unknown_word", word=taken["figure"], group="figures")
    return taken


def initial(identity: Mapping[str, Any]) -> str:
    """What headings call a client: the first letter of the name they go by, as in "R."."""
    name = str(identity.get("preferred_name") or identity.get("name") or "?").strip()
    return f"{name[:1].upper()}."


def called(identity: Mapping[str, Any]) -> str:
    """The name they go by."""
    return str(identity.get("preferred_name") or identity.get("name") or "")


def comes_of_age(born_on: date, years: int = MAJORITY) -> date:
    """The birthday on which a person is of age; who was born on 29 February is so on 1 March of other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def is_minor(identity: Mapping[str, Any], on: date) -> bool:
    """Whether somebody else answers for the client. Without a birth date the figure that was chosen says it."""
    born_on = identity.get("born_on")
    if born_on:
        return on < comes_of_age(date.fromisoformat(born_on))
    return identity.get("figure") == CHILD_FIGURE
