"""What is known of the candidate of an example, written short: one line may stand for many entries or days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from feltwork.core.certification import _facts as f
from feltwork.core.certification._calendar import Period
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Exact,
    Field,
    Fields,
    ListOf,
    MapOf,
    OneOf,
    Reading,
    Shape,
    Span,
    Word,
)
from feltwork.core.certification._yaml import Node

from .numbers import MODES

SOMEBODY = "somebody"


class Instant(Shape):
    """An instant with its offset, `2026-11-25T09:00:00+00:00`."""

    def read(self, node: Node, reading: Reading) -> datetime:
        try:
            made = datetime.fromisoformat(node.scalar or "")
        except ValueError:
            made = None
        if made is None or made.tzinfo is None:
            raise reading.refuse(node, "wrong_value", expected="an instant written like 2026-11-25T09:00:00+00:00")
        return made

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


KNOWN = {"known_from": Field(Instant(), "known since then"), "known_until": Field(Instant(), "withdrawn then")}


def _ruling(outcome: f.Outcome, on: date, reason: str = "", by: str = SOMEBODY, **rest: Any) -> f.Ruling:
    return f.Ruling(outcome=outcome, on=on, reason=reason, by=by, **rest)


RULING = Fields(
    "ruling",
    {
        "outcome": Field(OneOf(f.Outcome), required=True),
        "on": Field(Day(), required=True),
        "reason": Field(Word()),
        "by": Field(Word()),
        "amount": Field(Exact()),
        **KNOWN,
    },
    _ruling,
)


def _entries(
    kind: str,
    on: date,
    id: str = "",
    hours: Fraction = Fraction(1),
    times: Fraction = Fraction(1),
    every: Period | None = None,
    different: Mapping[str, Fraction] | None = None,
    attributes: Mapping[str, str] | None = None,
    group_size: Fraction | None = None,
    proof: f.Proof = f.Proof.SIGNED,
    **rest: Any,
) -> tuple[f.Entry, ...]:
    """`times` entries, `every` so often from *on*; `different` gives an attribute so many words in turn."""
    made = []
    day = on
    for number in range(int(times)):
        own = dict(attributes or {})
        own |= {word: f"{word} {number % int(many) + 1}" for word, many in (different or {}).items()}
        name = id if id and times == 1 else f"{id or kind}-{on.isoformat()}-{number + 1}"
        signed = {"signed_on": day} if proof is f.Proof.SIGNED and "signed_on" not in rest else {}
        size = int(group_size) if group_size is not None else None
        words = {**rest, **signed, "attributes": own, "group_size": size, "proof": proof}
        made.append(f.Entry(id=name, kind=kind, on=day, hours=hours, **words))
        day = every.after(day) if every else day
    return tuple(made)


ENTRY = Fields(
    "entry",
    {
        "kind": Field(Code(), required=True),
        "on": Field(Day(), "the day, or the first of several", required=True),
        "id": Field(Code(), "its name, for what is expected of it"),
        "hours": Field(Exact(), "left out: 1"),
        "times": Field(Exact(), "so many of them"),
        "every": Field(Span(), "so far apart"),
        "different": Field(MapOf(Exact(), keys=Code()), "attribute → so many different words, in turn"),
        "attributes": Field(MapOf(Word(), keys=Code())),
        "provider": Field(Word()),
        "mode": Field(OneOf(MODES)),
        "group_size": Field(Exact()),
        "proof": Field(OneOf(f.Proof), "left out: signed on the day"),
        "signed_on": Field(Day()),
        "ruling": Field(RULING),
        **KNOWN,
    },
    _entries,
)


def _approvals(kinds: tuple[str, ...], issuer: str = "", levels: tuple[str, ...] = (), **rest: Any) -> Any:
    words = {"valid_from" if word == "from" else "valid_to" if word == "to" else word: v for word, v in rest.items()}
    return tuple(f.Approval(kind=kind, issuer=issuer, levels=frozenset(levels), **words) for kind in kinds)


APPROVAL = Fields(
    "approval of a provider",
    {
        "provider": Field(Word(), required=True),
        "kinds": Field(ListOf(Code()), "approved for these", required=True),
        "issuer": Field(Word()),
        "from": Field(Day(), required=True),
        "to": Field(Day()),
        "levels": Field(ListOf(Code())),
        "cohort": Field(Word()),
        **KNOWN,
    },
    _approvals,
)


def _days(level: str, module: str, position: Fraction, days: Fraction = Fraction(1), **rest: Any) -> Any:
    begins: date = rest.pop("from")
    made = f.TrainingDay(id="", level=level, module=module, module_position=int(position), on=begins, **rest)
    return tuple(
        replace(made, id=f"{level}-{int(position)}-{begins.isoformat()}-{number}", on=begins + timedelta(days=number))
        for number in range(int(days))
    )


TRAINING = Fields(
    "training days",
    {
        "level": Field(Code(), required=True),
        "module": Field(Word(), required=True),
        "position": Field(Exact(), "its place within the level", required=True),
        "from": Field(Day(), required=True),
        "days": Field(Exact(), "so many days on end"),
        "hours": Field(Exact()),
        "mode": Field(OneOf(MODES)),
        "attended": Field(OneOf(f.Attended)),
        "trainer": Field(Word()),
        **KNOWN,
    },
    _days,
)


def _gate(code: str, to: date | None = None, **rest: Any) -> f.Gate:
    return f.Gate(code=code, valid_from=rest.pop("from"), valid_to=to, **rest)


GATE = Fields(
    "document in force",
    {"code": Field(Code(), required=True), "from": Field(Day(), required=True), "to": Field(Day()), **KNOWN},
    _gate,
)
WAIVER = Fields(
    "waiver",
    {
        "requirement": Field(Code(), required=True),
        "on": Field(Day(), required=True),
        "level": Field(Code()),
        "amount": Field(Exact()),
        "until": Field(Day()),
        "reason": Field(Word()),
        **KNOWN,
    },
    lambda reason="", **given: f.Waiver(reason=reason, by=SOMEBODY, **given),
)
RECOGNISED = Fields(
    "credit brought along",
    {
        "kind": Field(Code(), required=True),
        "amount": Field(Exact(), required=True),
        "on": Field(Day(), required=True),
        "level": Field(Code()),
        "source": Field(Word()),
        **KNOWN,
    },
    lambda source="another school", **given: f.Recognised(source=source, **given),
)
HOLD = Fields(
    "hold",
    {"code": Field(Code(), required=True), "since": Field(Day(), required=True), "reason": Field(Word()), **KNOWN},
    lambda reason="", **given: f.Hold(reason=reason, **given),
)

GIVEN_WORDS = {
    "anchor_on": Field(Day(), "the day that chooses the edition; left out: the first level start or entry"),
    "level_starts": Field(MapOf(Day(), keys=Code()), "level → first day"),
    "facts": Field(MapOf(Word(), keys=Code())),
    "cohort": Field(Word()),
    "entries": Field(ListOf(ENTRY)),
    "approvals": Field(ListOf(APPROVAL)),
    "days": Field(ListOf(TRAINING)),
    "gates": Field(ListOf(GATE)),
    "waivers": Field(ListOf(WAIVER)),
    "recognised": Field(ListOf(RECOGNISED)),
    "holds": Field(ListOf(HOLD)),
    "rulings": Field(MapOf(RULING)),
}
GIVEN = Fields("candidate", GIVEN_WORDS, dict)
