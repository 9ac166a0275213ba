"""Codes in FHIR: LOINC where the handbook confirms it, else systems of our own that pretend to be nobody's."""

from __future__ import annotations

from typing import Any

from feltwork.core.measures._instrument import Instrument, Item, Scale

LOINC = "http://loinc.org"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
DECLINED_CODE, DECLINED_WORDS = "asked-declined", "Asked But Declined"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHTS = frozenset({ORDINAL, "http://hl7.org/fhir/StructureDefinition/itemWeight"})  # the newer name of the same
CONCEPTS, SCALES = "urn:feltwork:item", "urn:feltwork:scale"
EXACT = "urn:feltwork:exact-value"
LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license."
)
# the same four answers for the whole family; PHQ-15 has three of its own (domain/instruments.md, section 6)
FREQUENCY = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
BOTHER = ("LA18334-5", "LA18335-2", "LA18336-0")
FREQUENCY_ITEMS = frozenset({"phq-9", "phq-8", "phq-2", "phq-4", "gad-7", "gad-2"})


def canonical(instrument: Instrument) -> str:
    return f"urn:feltwork:instrument:{instrument.id}"


def versioned(instrument: Instrument) -> str:
    return f"{canonical(instrument)}|{instrument.version}"


def answers_system(instrument: Instrument) -> str:
    return f"urn:feltwork:answers:{instrument.id}"


def item_codes(instrument: Instrument, item: Item) -> list[dict[str, Any]]:
    ours = {"system": f"{CONCEPTS}:{instrument.id}", "code": item.id, "display": item.label()}
    return [{"system": LOINC, "code": item.loinc}, ours] if item.loinc else [ours]


def scale_codes(instrument: Instrument, scale: Scale) -> list[dict[str, Any]]:
    """Never the panel's code: 69737-5 is the form GAD-7, 70274-6 its score."""
    ours = {"system": f"{SCALES}:{instrument.id}", "code": scale.id, "display": f"{instrument.short} {scale.label()}"}
    return [{"system": LOINC, "code": scale.loinc}, ours] if scale.loinc else [ours]


def answer_coding(instrument: Instrument, item: Item, value: int, words: str) -> dict[str, Any]:
    """One answer with its number; LOINC's own code where the answers of this item are those of the family."""
    coding: dict[str, Any] = {"extension": [{"url": ORDINAL, "valueDecimal": value}]}
    code = _loinc_answer(instrument, item, value)
    coding |= {"system": LOINC, "code": code} if code else {"system": answers_system(instrument), "code": str(value)}
    return coding | ({"display": words} if words else {})


def declined_coding() -> dict[str, Any]:
    return {"system": ABSENT, "code": DECLINED_CODE, "display": DECLINED_WORDS}


def _loinc_answer(instrument: Instrument, item: Item, value: int) -> str:
    if not item.loinc:
        return ""
    if instrument.id in FREQUENCY_ITEMS and item.responses == (0, 1, 2, 3) and not item.optional:
        return FREQUENCY[value]
    if instrument.id == "phq-15" and item.responses == (0, 1, 2):
        return BOTHER[value]
    return ""


def value_of(instrument: Instrument, coding: dict[str, Any]) -> int | None:
    """The number of an answer as anybody's system may have written it: its ordinal, LOINC's code, or ours."""
    for one in coding.get("extension", ()):
        if one.get("url") in WEIGHTS:
            number = one.get("valueDecimal")
            return int(number) if number is not None and float(number) == int(float(number)) else None
    code = str(coding.get("code", ""))
    if coding.get("system") == LOINC:
        return next((some.index(code) for some in (FREQUENCY, BOTHER) if code in some), None)
    if coding.get("system") == answers_system(instrument) and code.lstrip("-").isdigit():
        return int(code)
    return None
