"""What somebody answered as a FHIR R4 `QuestionnaireResponse`, and back again exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def from_response(
    instrument: Instrument, resource: Mapping[str, Any], *, packs: Sequence[WordingPack] = ()
) -> Response:
    """Ours, and others' where they name their items by LOINC, or by the very words of one of *packs*. Raises
    ResponseError."""
    if resource.get("resourceType") != "QuestionnaireResponse":
        raise ResponseError("not_a_response_resource")
    named, _, version = str(resource.get("questionnaire", "")).partition("|")
    if named.startswith("urn:feltwork:instrument:") and named != canonical(instrument):
        raise ResponseError("another_instrument", found=named.rpartition(":")[2])
    if named == canonical(instrument) and version and version != instrument.version:
        raise ResponseError("another_version", found=version, wanted=instrument.version)
    loinc = {item.loinc: item.id for item in instrument.items if item.loinc}
    texts, labels = _words(instrument, packs)
    answers: dict[str, Answer] = {}
    for row in rows_of(resource):
        link = str(row.get("linkId", ""))
        if last_of(link) in totals_of(instrument):
            continue  # somebody else's sum; we work out our own
        item_id = link if link in instrument.by_id else loinc.get(last_of(link)) or texts.get(plain(row.get("text")))
        if item_id is None or item_id in answers:
            raise ResponseError("unknown_item", link[:80])
        answers[item_id] = _answer(instrument, instrument.item(item_id), row["answer"], link, labels)
    return Response(answers, str(resource.get("status", "")), str(resource.get("authored", "")))


def last_of(link: str) -> str:
    """ "/44249-1/44250-9" → "44250-9", as forms of LOINC write it."""
    return link.rstrip("/").rpartition("/")[2]


def totals_of(instrument: Instrument) -> frozenset[str]:
    """Codes of scores, which stand as rows of their own in some forms."""
    return frozenset(one for one in (instrument.loinc.total, *(scale.loinc for scale in instrument.scales)) if one)


def plain(words: Any) -> str:
    """Words to be compared: no space too many, small letters; "" for what is no text."""
    return " ".join(words.split()).casefold() if isinstance(words, str) else ""


def _words(instrument: Instrument, packs: Sequence[WordingPack]) -> tuple[dict[str, str], dict[tuple[str, str], int]]:
    """Question → item, and (item, answer in words) → value; of packs of this version."""
    fitting = [one for one in packs if (one.instrument_id, one.version) == (instrument.id, instrument.version)]
    texts = {plain(text): item for pack in fitting for item, text in pack.items.items()}
    labels = {
        (item, plain(words)): value
        for pack in fitting
        for item, answers in pack.responses.items()
        for value, words in answers
    }
    return texts, labels


def rows_of(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every answered row. Raises ResponseError."""
    return _rows(resource, 0)


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


def _answer(instrument: Instrument, item: Item, given: Any, link: str, labels: Mapping[tuple[str, str], int]) -> Answer:
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], Mapping):
        raise ResponseError("several_answers", link)
    answer = given[0]
    coding = answer.get("valueCoding")
    if isinstance(coding, Mapping):
        if coding.get("code") == DECLINED_CODE and coding.get("system") in (ABSENT, "CodeSystemDataAbsentReason"):
            return DECLINED
        value = value_of(instrument, dict(coding))
        if value is None:
            value = labels.get((item.id, plain(coding.get("display"))))
    elif isinstance(answer.get("valueBoolean"), bool):
        value = int(answer["valueBoolean"])
    elif isinstance(answer.get("valueString"), str):
        value = labels.get((item.id, plain(answer["valueString"])))
    else:
        value = _whole(answer.get("valueInteger", answer.get("valueDecimal")))
    if isinstance(value, bool) or not isinstance(value, int) or value not in item.responses:
        raise ResponseError("unknown_answer", link, found=str(value)[:40])
    return value


def _whole(number: Any) -> Any:
    """2.0 is 2; anything else is left as it is, to be refused."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def not_asked(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The items whose condition does not hold, so that nobody takes their silence for an answer."""
    given = checked(instrument, answers)
    return tuple(item.id for item in instrument.items if applies(item.only_if, given) is False)
