"""What somebody answered as a FHIR R4 `QuestionnaireResponse`, and back again exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feltwork.core.measures._answers import DECLINED, Answer, Answers, applies, checked
from feltwork.core.measures._instrument import Instrument, Item
from feltwork.core.measures.wording import WordingPack

from ._codes import ABSENT, DECLINED_CODE, answer_coding, canonical, declined_coding, value_of, versioned

COMPLETE, PARTIAL, STOPPED = "completed", "in-progress", "stopped"


class ResponseError(ValueError):
    """*code*: "not_a_response_resource", "another_instrument", "another_version", "unknown_item", "several_answers",
    "unknown_answer"; *where*: the linkId."""

    def __init__(self, code: str, where: str = "", **data: Any) -> None:
        super().__init__(f"{where}: {code}" if where else code)
        self.code, self.where, self.data = code, where, data


@dataclass(frozen=True, slots=True)
class Response:
    """*answers* by item id; what was not answered is not in it. *status*: as FHIR has it."""

    answers: Mapping[str, Answer]
    status: str
    authored: str = ""


def to_response(
    instrument: Instrument,
    answers: Answers,
    *,
    id: str,
    status: str = COMPLETE,
    authored: datetime | None = None,
    subject: str = "",
    author: str = "",
    pack: WordingPack | None = None,
) -> dict[str, Any]:
    """*subject* and *author* are references ("urn:uuid:…"). Raises AnswerError for what the instrument has not.

    A question whose condition does not hold is kept if it was answered: what somebody said is not dropped on the way.
    """
    checked(instrument, answers)
    order = instrument.orders[pack.order_id] if pack and pack.order_id in instrument.orders else _default(instrument)
    said = [(instrument.item(one), answers[one]) for one in order if answers.get(one) is not None]
    resource: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "language": pack.language if pack else None,
        "questionnaire": versioned(instrument),
        "status": status,
        "subject": {"reference": subject} if subject else None,
        "authored": authored.isoformat() if authored else None,
        "author": {"reference": author} if author else None,
        "item": [_item(instrument, item, answer, pack) for item, answer in said],
    }
    return {key: value for key, value in resource.items() if value}


def _default(instrument: Instrument) -> tuple[str, ...]:
    return tuple(item.id for item in instrument.items)


def _item(instrument: Instrument, item: Item, answer: Answer, pack: WordingPack | None) -> dict[str, Any]:
    text = pack.items.get(item.id) if pack else None
    words = dict(pack.responses.get(item.id, ())) if pack else {}
    coding = answer_coding(instrument, item, answer, words.get(answer, "")) if isinstance(answer, int) else None
    coding = coding or declined_coding()
    row = {"linkId": item.id, "text": text, "answer": [{"valueCoding": coding}]}
    return {key: value for key, value in row.items() if value}


def from_response(instrument: Instrument, resource: Mapping[str, Any]) -> Response:
    """Ours, and others' where they name their items by LOINC. Raises ResponseError."""
    if resource.get("resourceType") != "QuestionnaireResponse":
        raise ResponseError("not_a_response_resource")
    named, _, version = str(resource.get("questionnaire", "")).partition("|")
    if named.startswith("urn:feltwork:instrument:") and named != canonical(instrument):
        raise ResponseError("another_instrument", found=named.rpartition(":")[2])
    if named == canonical(instrument) and version and version != instrument.version:
        raise ResponseError("another_version", found=version, wanted=instrument.version)
    loinc = {item.loinc: item.id for item in instrument.items if item.loinc}
    answers: dict[str, Answer] = {}
    for row in _rows(resource, 0):
        link = str(row.get("linkId", ""))
        item_id = link if link in instrument.by_id else loinc.get(link)
        if item_id is None or item_id in answers:
            raise ResponseError("unknown_item", link[:80])
        answers[item_id] = _answer(instrument, instrument.item(item_id), row["answer"], link)
    return Response(answers, str(resource.get("status", "")), str(resource.get("authored", "")))


def _rows(node: Mapping[str, Any], depth: int) -> list[Mapping[str, Any]]:
    """Every answered row, also those in groups; rows of somebody else's shape are an error."""
    found: list[Mapping[str, Any]] = []
    rows = node.get("item", [])
    if not isinstance(rows, list) or depth > 8:
        raise ResponseError("not_a_response_resource")
    for row in rows:
        if not isinstance(row, Mapping):
            raise ResponseError("not_a_response_resource")
        found += [row] if row.get("answer") else []
        found += _rows(row, depth + 1)
    return found


def _answer(instrument: Instrument, item: Item, given: Any, link: str) -> Answer:
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], Mapping):
        raise ResponseError("several_answers", link)
    answer = given[0]
    coding = answer.get("valueCoding")
    if isinstance(coding, Mapping):
        if coding.get("code") == DECLINED_CODE and coding.get("system") in (ABSENT, "CodeSystemDataAbsentReason"):
            return DECLINED
        value = value_of(instrument, dict(coding))
    elif isinstance(answer.get("valueBoolean"), bool):
        value = int(answer["valueBoolean"])
    else:
        value = answer.get("valueInteger")
    if isinstance(value, bool) or not isinstance(value, int) or value not in item.responses:
        raise ResponseError("unknown_answer", link, found=str(value)[:40])
    return value


def not_asked(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The items whose condition does not hold, so that nobody takes their silence for an answer."""
    given = checked(instrument, answers)
    return tuple(item.id for item in instrument.items if applies(item.only_if, given) is False)
