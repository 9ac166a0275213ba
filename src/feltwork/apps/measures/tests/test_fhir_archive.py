"""What was measured in the FHIR bundle of an archive: valid, and read back as it was answered."""

import io
import json
import zipfile

import pytest
from fhir.resources.R4B.bundle import Bundle

from feltwork.apps.measures.models import Result
from feltwork.apps.measures.tests.test_leaving import PHQ, RISK, archive, full  # noqa: F401  the same file
from feltwork.core.measures import DECLINED, instrument
from feltwork.core.measures.fhir import from_observations, from_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(full, at):  # noqa: F811  the fixture, by its name
    with zipfile.ZipFile(io.BytesIO(archive(full, at))) as one:
        content = one.read("fhir.json")
    Bundle.model_validate_json(content)
    return [row["resource"] for row in json.loads(content)["entry"]]


def of_kind(bundle, kind):
    return [one for one in bundle if one["resourceType"] == kind]


def test_answers_come_back_from_the_bundle_with_what_became_of_them(bundle):
    state = instrument("fw-state")
    found = [from_response(PHQ if "phq-9" in one["questionnaire"] else state, one)
             for one in of_kind(bundle, "QuestionnaireResponse")]  # fmt: skip
    assert sorted((one.status, dict(one.answers)) for one in found) == [
        ("amended", {"energy": 5, "safety": DECLINED}),
        ("entered-in-error", {"energy": 3}),
        ("in-progress", {RISK: 2}),
    ]


def test_scores_name_the_answers_they_come_from_and_the_session(bundle, record):
    corrected = Result.objects.exclude(corrects=None).get()
    scores = [one for one in of_kind(bundle, "Observation")
              if one.get("derivedFrom") == [{"reference": f"urn:uuid:{corrected.uuid}"}]]  # fmt: skip
    values = from_observations(instrument("fw-state"), scores)
    assert (values["energy"], values["safety"], {one["status"] for one in scores}) == (5, None, {"amended"})
    assert {one["encounter"]["reference"] for one in scores} == {f"urn:uuid:{record.uuid}"}


def test_no_two_resources_share_an_id(bundle):
    assert len({one["id"] for one in bundle}) == len(bundle)
