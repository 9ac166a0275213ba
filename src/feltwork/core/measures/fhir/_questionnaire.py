"""An instrument, with its words where a pack is there, as a FHIR R4 `Questionnaire`."""

from __future__ import annotations

from typing import Any

from feltwork.core.measures._instrument import Instrument, Item
from feltwork.core.measures.wording import WordingPack

from ._codes import LOINC, LOINC_NOTICE, answer_coding, canonical, declined_coding, item_codes

AUTHOR = "Feltwork"


def to_questionnaire(instrument: Instrument, pack: WordingPack | None, language: str) -> dict[str, Any]:
    """Without a pack each question carries its neutral topic only, and its answers their numbers.

    linkId is the item's id, so that what is answered is never told by its place. "Declined" is an answer everywhere.
    """
    order = [one for one in instrument.orders[_order(instrument, pack)] if pack is None or one in pack.items]
    panel = instrument.loinc.panel
    resource: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "id": instrument.id,
        "language": pack.language if pack else language,
        "url": canonical(instrument),
        "version": instrument.version,
        "name": "".join(one for one in instrument.short if one.isalnum()) or None,
        "title": pack.title if pack else instrument.name,
        "status": "active",
        "subjectType": ["Patient"],
        "publisher": AUTHOR,
        "description": pack.intro if pack else None,
        "copyright": _copyright(instrument, pack),
        "code": [{"system": LOINC, "code": panel}] if panel else None,
        "item": [_item(instrument, instrument.item(one), pack, language, order) for one in order],
    }
    return {key: value for key, value in resource.items() if value}


def _order(instrument: Instrument, pack: WordingPack | None) -> str:
    return pack.order_id if pack and pack.order_id in instrument.orders else next(iter(instrument.orders))


def _copyright(instrument: Instrument, pack: WordingPack | None) -> str:
    coded = instrument.loinc.panel or any(item.loinc for item in instrument.items)
    said = [pack.licence if pack else instrument.licence.text, instrument.licence.notice, LOINC_NOTICE if coded else ""]
    return "\n\n".join(dict.fromkeys(one for one in said if one))


def _item(
    instrument: Instrument, item: Item, pack: WordingPack | None, language: str, order: list[str]
) -> dict[str, Any]:
    words = dict(pack.responses[item.id]) if pack else {}
    listed = [value for value, _ in pack.responses[item.id]] if pack else list(item.responses)
    options = [answer_coding(instrument, item, value, words.get(value, str(value))) for value in listed]
    found: dict[str, Any] = {
        "linkId": item.id,
        "code": item_codes(instrument, item),
        "prefix": f"{order.index(item.id) + 1}.",
        "text": pack.items[item.id] if pack else item.label(language),
        "type": "choice",
        "answerOption": [{"valueCoding": one} for one in [*options, declined_coding()]],
    }
    if item.only_if is not None and item.only_if.item in order:
        asked = instrument.item(item.only_if.item)
        found["enableWhen"] = [_when(instrument, asked, value) for value in item.only_if.values]
        found["enableBehavior"] = "any"
    return found


def _when(instrument: Instrument, asked: Item, value: int) -> dict[str, Any]:
    """Codes are compared by system and code."""
    coding = answer_coding(instrument, asked, value, "")
    answer = {key: coding[key] for key in ("system", "code")}
    return {"question": asked.id, "operator": "=", "answerCoding": answer}
