"""One sheet as it is shown: its questions in their order, what was answered, and what the person is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feltwork.apps.accounts.models import User
from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Alert, Asking, Policy
from feltwork.apps.measures.queries.services import region_here
from feltwork.apps.measures.resources import Region
from feltwork.apps.measures.risk import Promise, policy_of, promise_for
from feltwork.apps.measures.wording import words_of
from feltwork.core.measures import DECLINED, Answer, Instrument, Item, instrument
from feltwork.core.measures.wording import WordingPack

SCALE_FROM, NUMBER_FROM = 8, 13  # responses: from so many on side by side, or typed as a number


@dataclass(frozen=True, slots=True)
class Choice:
    value: int
    text: str
    is_chosen: bool
    is_bare: bool  # its words are only its number


@dataclass(frozen=True, slots=True)
class Question:
    """`shape`: list, scale or number. `is_asked`: False where an earlier answer makes it fall away."""

    item: Item
    number: int
    text: str
    choices: tuple[Choice, ...]
    value: Answer
    shape: str
    is_asked: bool
    theirs: str = ""  # what another device answered meanwhile, in words

    @property
    def name(self) -> str:
        return f"a-{self.item.id}"

    @property
    def is_declined(self) -> bool:
        return self.value == DECLINED

    @property
    def is_open(self) -> bool:
        return self.value is None

    @property
    def low(self) -> int:
        return self.item.responses[0]

    @property
    def high(self) -> int:
        return self.item.responses[-1]

    @property
    def anchors(self) -> list[str]:
        """The words along a scale."""
        return [choice.text for choice in self.choices if not choice.is_bare]

    @property
    def only_values(self) -> str:
        only = self.item.only_if
        return " ".join(map(str, only.values)) if only else ""


@dataclass(frozen=True)
class Sheet:
    """Everything that a page of this sheet shows."""

    asking: Asking
    whole: Instrument
    words: WordingPack
    questions: tuple[Question, ...]
    promise: Promise
    reader: User | None  # who reads the answers; None: nobody but the person
    has_alert: bool
    region: Region | None

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.is_asked)

    @property
    def left_out(self) -> tuple[Question, ...]:
        return tuple(one for one in self.asked if one.is_open)

    @property
    def answered(self) -> int:
        return len(self.asked) - len(self.left_out)

    @property
    def first_open(self) -> int:
        """The number of the first question without an answer; after the last where there is none."""
        return self.left_out[0].number if self.left_out else len(self.questions) + 1


def sheet_of(
    hands: Hands,
    asking: Asking,
    at: datetime,
    *,
    theirs: Mapping[str, Answer] | None = None,
    typed: Mapping[str, Answer] | None = None,
) -> Sheet | None:
    """None where no wording is here. *theirs*: what another device answered; *typed*: what this page sent instead."""
    found = words_of(asking)
    if found is None:
        return None
    whole = instrument(asking.instrument)
    kept = (hands.open(asking, "sheet") or {"answers": {}})["answers"] | dict(typed or {})
    policy = policy_of(asking.school)
    return Sheet(
        asking=asking,
        whole=whole,
        words=found.pack,
        questions=_questions(whole, found.pack, kept, theirs or {}),
        promise=promise_for(asking, policy, at),
        reader=asking.client.clinician if asking.client is not None else None,
        has_alert=whole.has_risk and Alert.objects.filter(asking=asking).exists(),
        region=_region(hands, asking, policy) if whole.has_risk else None,
    )


def blank_questions(whole: Instrument, words: WordingPack) -> tuple[Question, ...]:
    """All of them, without an answer: for a form on paper."""
    return _questions(whole, words, {}, {})


def text_of(question: Question, value: Answer) -> str:
    """An answer in the words of the sheet."""
    return next((choice.text for choice in question.choices if choice.value == value), "")


def _questions(
    whole: Instrument, words: WordingPack, kept: Mapping[str, Answer], theirs: Mapping[str, Answer]
) -> tuple[Question, ...]:
    made = []
    for number, (item_id, text) in enumerate(words.items.items(), start=1):
        item = whole.item(item_id)
        value = kept.get(item_id)
        choices = tuple(_choice(one, said, value) for one, said in words.responses[item_id])
        made.append(
            Question(
                item=item,
                number=number,
                text=text,
                choices=choices,
                value=value,
                shape=_shape(item),
                is_asked=_is_asked(item, kept),
                theirs=_said(words, item_id, theirs),
            )
        )
    return tuple(made)


def _choice(value: int, text: str, chosen: Answer) -> Choice:
    return Choice(value, text, chosen == value, text == str(value))


def _shape(item: Item) -> str:
    if len(item.responses) >= NUMBER_FROM:
        return "number"
    return "scale" if len(item.responses) >= SCALE_FROM else "list"


def _is_asked(item: Item, kept: Mapping[str, Answer]) -> bool:
    """Shown until what it hangs on was answered otherwise."""
    only = item.only_if
    if only is None:
        return True
    gate = kept.get(only.item)
    return gate is None or gate == DECLINED or gate in only.values


def _said(words: WordingPack, item_id: str, theirs: Mapping[str, Answer]) -> str:
    if item_id not in theirs:
        return ""
    value: Any = theirs[item_id]
    return dict(words.responses[item_id]).get(value, "–")


def _region(hands: Hands, asking: Asking, policy: Policy | None) -> Region | None:
    return region_here(asking.school, _country(hands), policy.country if policy else "", asking.school.country)


def _country(hands: Hands) -> str:
    if hands.client is None:
        return ""
    return str(hands.open(hands.client, "identity").get("country") or "")
