"""What somebody answered: by item id, a response, "declined", or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ._instrument import Condition, Instrument, Item

DECLINED: Literal["declined"] = "declined"
Answer = int | Literal["declined"] | None
Answers = Mapping[str, Answer]


class AnswerError(ValueError):
    """*code*: "unknown_item", "not_a_response", "unknown_option". *data* holds what a sentence about it needs."""

    def __init__(self, item: str, code: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{item}: {code}")
        self.item, self.code, self.data = item, code, dict(data or {})


@dataclass(frozen=True, slots=True)
class RiskHit:
    """A risk item that was answered at its level or above. A marker, never an assessment."""

    item: str
    value: int


def checked(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """Item id → response, of the items that were answered. Raises AnswerError."""
    found = {}
    for item_id, value in answers.items():
        item = instrument.by_id.get(item_id)
        if item is None:
            raise AnswerError(item_id, "unknown_item")
        if value is None or value == DECLINED:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value not in item.responses:
            raise AnswerError(item_id, "not_a_response", {"value": value, "responses": item.responses})
        found[item_id] = value
    return found


def declined(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    return tuple(item.id for item in instrument.items if answers.get(item.id) == DECLINED)


def applies(condition: Condition | None, given: Mapping[str, int]) -> bool | None:
    """Does a conditional item count? None: what it hangs on was not answered."""
    if condition is None:
        return True
    value = given.get(condition.item)
    return None if value is None else value in condition.values


def worth(item: Item, given: Mapping[str, int]) -> int | None:
    """The value with which *item* enters a scale, before turning; None where there is none."""
    if item.only_if is not None and applies(item.only_if, given) is False:
        return item.only_if.otherwise
    return given.get(item.id)


def is_left_out(item: Item, given: Mapping[str, int]) -> bool:
    """The item was not to be asked, and its place stays empty."""
    return item.only_if is not None and item.only_if.otherwise is None and applies(item.only_if, given) is False


def risk_hits(instrument: Instrument, answers: Answers) -> tuple[RiskHit, ...]:
    """Of what is answered so far, also on half a sheet and of items that would not count. Raises AnswerError."""
    given = checked(instrument, answers)
    return tuple(
        RiskHit(item.id, given[item.id])
        for item in instrument.risk_items
        if item.id in given and item.risk_from is not None and given[item.id] >= item.risk_from
    )
