"""Every credential keeps to the JSON Schema that 1EdTech publishes, read by Python's own library for it."""

import json

import pytest
from jsonschema import Draft201909Validator

from tests.interop.conftest import lacking
from tests.interop.goldens import GOLDENS, HOUSE
from tests.interop.world import official_schema


@pytest.fixture(scope="module")
def validator():
    schema = official_schema()
    if schema is None:
        lacking("no official schema here: `python3 dev.py test` brings it")
    return Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("changes", GOLDENS.values(), ids=GOLDENS)
def test_each_golden_keeps_to_the_official_schema(validator, changes):
    assert [error.message for error in validator.iter_errors(json.loads(HOUSE.signed(**changes)))] == []


def test_the_schema_refuses_what_the_handbook_says_it_refuses(validator):
    document = json.loads(HOUSE.signed())
    assert list(validator.iter_errors(document | {"credentialStatus": [document["credentialStatus"]] * 2}))
    del document["credentialSubject"]["achievement"]["criteria"]
    assert list(validator.iter_errors(document))
