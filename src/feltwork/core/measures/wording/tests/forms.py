"""Forms with invented wording, for tests only: nobody's questionnaire."""

import json
import os
from pathlib import Path

import pytest

from feltwork.core.measures import instrument

LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
HERE = Path(__file__).resolve()


def shared():
    """The folder with real forms, beside the repository."""
    places = [Path(os.environ.get("FELTWORK_SHARED", "")), *(one / "shared" for one in HERE.parents)]
    found = next((one for place in places if (one := place / "data/questionnaires").is_dir()), None)
    return found or pytest.skip("needs ../shared/data/questionnaires")


def option(value, words, *, kind=ORDINAL):
    coding = {"system": "urn:test", "code": f"a{value}", "display": words}
    return {"valueCoding": coding | ({"extension": [{"url": kind, "valueDecimal": value}]} if kind else {})}


def question(number, values, *, link="", code="", text="", words="Pebble {}", kind=ORDINAL):
    item = {
        "linkId": link or f"q{number}",
        "text": text or f"Invented sentence about pebbles, number {number}",
        "type": "choice",
        "answerOption": [option(value, words.format(value), kind=kind) for value in values],
    }
    return item | ({"code": [{"system": LOINC, "code": code}]} if code else {})


def questions(instrument_id, *, coded=False, **more):
    of = instrument(instrument_id)
    needed = [item for item in of.items if not item.optional]
    return [question(item.number, item.responses, code=item.loinc if coded else "", **more) for item in needed]


def form(*items, **more):
    return (
        {"resourceType": "Questionnaire", "status": "active", "language": "en", "title": "Pebbles"}
        | more
        | {"item": list(items)}
    )


def activity(number, *, values=(0, 1, 2, 3), languages=("en",), **changes):
    """A ReproSchema activity as its folder: path → bytes."""
    names = [f"pebble_{n}" for n in range(1, number + 1)]
    schema = {
        "@context": "https://raw.githubusercontent.com/ReproNim/reproschema/1.0.0-rc4/contexts/generic",
        "@type": "reproschema:Activity",
        "@id": "pebbles_schema",
        "prefLabel": {"en": "Pebbles"},
        "version": "0.0.1",
        "preamble": {one: f"Invented instruction in {one} about pebbles" for one in languages},
        "ui": {
            "order": [f"items/{one}" for one in names],
            "addProperties": [{"isAbout": f"items/{one}", "variableName": one, "isVis": True} for one in names],
            "shuffle": False,
        },
    } | changes
    options = {
        "@type": "reproschema:ResponseOption",
        "choices": [{"name": {one: f"Pebble {value} {one}" for one in languages}, "value": value} for value in values],
    }
    files = {"pebbles_schema": schema, "valueConstraints": options}
    for one in names:
        files[f"items/{one}"] = {
            "@type": "reproschema:Field",
            "@id": one,
            "question": {lang: f"Invented sentence {one} in {lang}" for lang in languages},
            "ui": {"inputType": "radio"},
            "responseOptions": "../valueConstraints",
        }
    return {path: json.dumps(content).encode() for path, content in files.items()}
