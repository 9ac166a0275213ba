"""Maps of a group: only of those who agree, never of few, worked out as long work, told in words and numbers."""

import io
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Progress
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.actions.studies import reckon, start_study
from feltwork.apps.practice.models import Consent, MapStudy
from feltwork.apps.practice.queries.grouped import agreeing
from feltwork.apps.practice.queries.studies import Result
from feltwork.core.practice.maps import LEAST_PEOPLE, body_mask, person, places

PARAMS = {"figure": "fw-adult-1", "view": "front", "test": "more_less", "families": [], "from": "", "until": ""}
STROKE = {
    "template": "fw-adult-1", "view": "front", "family": "warmth", "radius": 0.016,
    "points": [[0.5, 0.25, 0.5, 0], [0.5, 0.28, 0.5, 40]],
}  # fmt: skip


@pytest.fixture
def people(practice, ben, opened, at):
    """`people(9)`: clients who agreed to research, each with warmth in the belly in one session."""

    def make(number, decision="given"):
        for index in range(number):
            identity = {"name": f"Person {index}", "born_on": "1980-01-01"}
            client = actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=at)
            file = opened(ben, client)
            record = actions.start_record(file=file, starts_at=at, zone="UTC", mode="phone", by=ben, at=at)
            body = {"template": "fw-adult-1", "family": "warmth", "regions": [{"region": "front-belly"}]}
            changes = [Change(uuid4(), uuid4(), "mark", 0, body), Change(uuid4(), uuid4(), "stroke", 0, STROKE)]
            actions.save_items(file=file, record=record, changes=changes, by=ben, at=at)
            Consent.objects.create(school=practice, client=client, topic="research", decision=decision, at=at, by=ben)

    return make


def test_too_few_are_never_looked_at(client, sign_in, practice, ben, people):
    people(LEAST_PEOPLE - 1)
    people(3, decision="withdrawn")
    sign_in(ben)
    address = reverse("practice:studies", kwargs={"school": practice.slug})

    page = client.get(address).content.decode()
    assert (f"At least {LEAST_PEOPLE} are needed" in page, "Look at another question" in page) == (True, False)
    client.post(address, {"title": "Belly", **{key: PARAMS[key] for key in ("figure", "view", "test")}})
    assert not MapStudy.objects.exists()


def test_a_study_finds_where_people_marked_and_says_it(
    client, sign_in, practice, ben, farid, people, at, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("feltwork.apps.practice.actions.studies.FLIPS", 256)
    people(LEAST_PEOPLE)
    with django_capture_on_commit_callbacks(execute=False):
        study = start_study(school=practice, title="Belly", params=PARAMS, by=ben, at=at)

    result = reckon(Progress(Run.objects.get(pk=study.run_id)))

    study.refresh_from_db()
    found = Result(study)
    assert (result, study.people, found.flips) == ({"people": LEAST_PEOPLE}, LEAST_PEOPLE, 2**LEAST_PEOPLE)
    assert found.holding == []  # everybody alike has no spread: t is 0 there, and nothing is claimed
    assert AuditRecord.objects.filter(code="practice.read", facts__what="study").count() == LEAST_PEOPLE

    sign_in(ben)
    page = client.get(reverse("practice:study", kwargs={"school": practice.slug, "uuid": study.uuid}))
    assert f"In the maps of {LEAST_PEOPLE} people no area differs" in page.content.decode()
    picture = client.get(reverse("practice:study-picture", kwargs={"school": practice.slug, "uuid": study.uuid}))
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    sign_in(farid)
    address = reverse("practice:study", kwargs={"school": practice.slug, "uuid": study.uuid})
    assert client.get(address).status_code == 404

    sign_in(ben)
    client.post(reverse("practice:study-remove", kwargs={"school": practice.slug, "uuid": study.uuid}))
    study.refresh_from_db()
    assert (study.result, study.removed_at is None) == (None, False)


GROUPS = {**PARAMS, "test": "two_groups", "headline": "MED"}


def give_headline(opened, ben, number, at, category="MED"):
    for client in agreeing(ben, at)[:number]:
        change = Change(uuid4(), uuid4(), "history", 0, {"category": category})
        actions.save_items(file=opened(ben, client), record=None, changes=[change], by=ben, at=at)


def test_two_groups_are_compared_and_named(
    client, sign_in, practice, ben, people, opened, at, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("feltwork.apps.practice.actions.studies.FLIPS", 50)
    people(2 * LEAST_PEOPLE)
    give_headline(opened, ben, LEAST_PEOPLE, at)
    sign_in(ben)
    address = reverse("practice:studies", kwargs={"school": practice.slug})
    sent = {"title": "Two", **{key: GROUPS[key] for key in ("figure", "view", "test")}}
    refused = client.post(address, sent)
    assert (refused.status_code, "Choose the headline" in refused.content.decode()) == (422, True)
    with django_capture_on_commit_callbacks(execute=False):
        client.post(address, {**sent, "headline": "MED"})
    study = MapStudy.objects.get()

    reckon(Progress(Run.objects.get(pk=study.run_id)))

    study.refresh_from_db()
    found = Result(study)
    assert (study.params["headline"], study.people, found.groups, found.flips) == ("MED", 16, (8, 8), 50)
    page = client.get(reverse("practice:study", kwargs={"school": practice.slug, "uuid": study.uuid})).content.decode()
    assert ("with the headline “Medical or surgical”" in page, "Swaps between groups" in page) == (True, True)


def test_a_small_group_is_neither_compared_nor_counted(practice, ben, people, opened, at, monkeypatch):
    monkeypatch.setattr("feltwork.apps.practice.actions.studies.FLIPS", 50)
    people(LEAST_PEOPLE + 3)
    give_headline(opened, ben, 3, at)
    study = start_study(school=practice, title="Two", params=GROUPS, by=ben, at=at)
    with pytest.raises(ValidationError, match="One of the two groups"):
        reckon(Progress(Run.objects.get(pk=study.run_id)))
    study.refresh_from_db()
    assert (study.people, study.result) == (None, None)


def test_a_withdrawn_agreement_leaves_nobody_in(practice, ben, people, at):
    people(2)
    one = agreeing(ben, at)[0]
    later = at + timedelta(minutes=1)
    Consent.objects.create(school=practice, client=one, topic="research", decision="withdrawn", at=later, by=ben)
    assert one not in agreeing(ben, later)


def test_the_result_names_areas_with_their_numbers(practice, ben, at):
    mask = body_mask("fw-adult-1", "front")
    where = places("fw-adult-1", "front")["front-belly"]
    box = io.BytesIO()
    np.savez_compressed(
        box, t=np.where(where, 4.0, 0.0), held=where, corrected=np.where(where, 0.004, 1.0),
        clusters=np.array([where]), masses=np.array([(4.0 * where.sum(), 0.004)]), flips=np.array(256),
    )  # fmt: skip
    study = MapStudy(school=practice, title="Belly", params=PARAMS, by=ben, made_at=at, result=box.getvalue(), people=9)
    result = Result(study)

    assert [(one.regions, one.places, one.p, one.is_more) for one in result.holding] == [
        (["Belly, around the navel"], int(where.sum()), 0.004, True)
    ]
    assert (result.held_more, result.held_less, result.all_places) == (int(where.sum()), 0, int(mask.sum()))


def test_one_persons_picture_counts_less_below_nothing_and_the_body_only():
    beside = {**STROKE, "points": [[-0.2, 0.2, 1, 0], [0.0, 0.2, 1, 9]]}
    less = {"regions": [{"region": "front-belly"}], "direction": "less", "uuid": "a"}
    picture = person("fw-adult-1", "front", [less], [beside])
    belly = places("fw-adult-1", "front")["front-belly"]
    assert (set(np.unique(picture[belly])), float(np.abs(picture[~belly]).max())) == ({-1.0}, 0.0)
