"""Judges set a cut: apart first, then together, then somebody decides."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from feltwork.apps.exams.actions.blueprints import make_blueprint
from feltwork.apps.exams.actions.examinations import create_examination
from feltwork.apps.exams.actions.figures import add_figure
from feltwork.apps.exams.actions.standards import (
    adopt_standard,
    begin_standard,
    close_standard,
    excuse_judge,
    expect,
    hand_in_round,
    open_second_round,
)
from feltwork.apps.exams.models import Examination, Judge, Standard
from feltwork.apps.exams.pictures import redrawn
from feltwork.apps.exams.queries.angoff import result_of
from feltwork.apps.exams.queries.standards import sheet
from feltwork.apps.exams.tests.bank import in_use
from feltwork.apps.notices.models import Notice


@pytest.fixture
def judged(school, cohort, member, carla, greta, dino, ben, at):
    """An examination of two questions, and Ben, Carla and Paul as its judges."""
    for _number in range(2):
        in_use(school, carla, [greta, dino], at)
    plan = {"parts": [{"title": "", "cells": [{"topic": "se_skills", "difficulty": "", "count": 2}]}]}
    blueprint = make_blueprint(school=school, name="Two", data=plan, by=carla, at=at)
    examination = create_examination(
        school=school, programme=cohort.programme, kind="written", name="Written", code="written",
        blueprint=blueprint, languages=["en"], by=carla, at=at,
    )  # fmt: skip
    people = [ben, carla, member("Paul Stone", "faculty")]
    return begin_standard(examination=examination, judges=people, seed="s", by=greta, at=at)


def rate(standard, numbers, at):
    """Every judge gives one number for all questions and hands in."""
    for judge, percent in zip(standard.judges.order_by("pk"), numbers, strict=True):
        percents = {item.pk: percent for item in standard.items.all()}
        expect(judge=judge, percents=percents, by=judge.user, at=at)
        hand_in_round(judge=judge, by=judge.user, at=at)


def test_two_rounds_and_a_decision(judged, greta, ruth, at, django_capture_on_commit_callbacks):
    rate(judged, [40, 60, 80], at)
    with django_capture_on_commit_callbacks(execute=True):
        second = open_second_round(standard=judged, by=greta, at=at)
    assert Notice.objects.filter(code="exams.judge").count() == 3
    ben = second.judges.first()
    assert [(one.mine, one.first, one.others) for one in sheet(ben)] == [(40, 40, (60, 80)), (40, 40, (60, 80))]
    rate(second, [50, 60, 70], at)
    closed = close_standard(standard=second, by=greta, at=at)
    found = result_of(closed)
    assert (found.cut_percent, found.rounds, found.severities) == (60.0, (60.0, 60.0), (-10.0, 0.0, 10.0))
    assert (found.few_judges, found.disputed) == (True, 0)
    adopt_standard(standard=closed, cut_percent=Decimal("62.50"), reason="Rounded up.", by=ruth, at=at)
    assert Examination.objects.get().cut_percent == Decimal("62.50")
    assert Standard.objects.get().state == "adopted"


def test_nobody_sees_others_before_all_have_handed_in(judged, greta, at):
    ben, carla, _paul = judged.judges.order_by("pk")
    expect(judge=carla, percents={item.pk: 90 for item in judged.items.all()}, by=carla.user, at=at)
    assert [one.others for one in sheet(ben)] == [(), ()]
    with pytest.raises(ValidationError):
        open_second_round(standard=judged, by=greta, at=at)


def test_nobody_rates_for_another_or_after_handing_in(judged, at):
    ben, carla, _paul = judged.judges.order_by("pk")
    with pytest.raises(PermissionDenied):
        expect(judge=ben, percents={}, by=carla.user, at=at)
    with pytest.raises(ValidationError):
        hand_in_round(judge=ben, by=ben.user, at=at)
    rate(judged, [50, 50, 50], at)
    with pytest.raises(ValidationError):
        expect(judge=ben, percents={}, by=ben.user, at=at)


def test_three_judges_stay(judged, greta, at):
    with pytest.raises(ValidationError):
        excuse_judge(judge=Judge.objects.first(), by=greta, at=at)


def test_whoever_is_a_student_judges_nothing(judged, school, alma, ben, carla, greta, at):
    Standard.objects.update(state="dropped")
    with pytest.raises(PermissionDenied):
        begin_standard(examination=judged.examination, judges=[alma, ben, carla], seed="t", by=greta, at=at)


def test_a_judge_fills_the_page_in_and_hands_it_in(judged, school, sign_in, ben, ruth, greta):
    url = reverse("exams:judge", args=[school.slug, judged.uuid])
    assert sign_in(greta).get(url).status_code == 404
    client = sign_in(ben)
    first, second = judged.items.all()
    client.post(url, {f"item_{first.pk}": "55"})
    assert client.get(url).context["rated"] == 1
    refused = client.post(url, {f"item_{first.pk}": "55", "hand_in": "1"})
    assert "One question has no number yet." in refused.content.decode()
    client.post(url, {f"item_{first.pk}": "55", f"item_{second.pk}": "70", "hand_in": "1"})
    assert "You have handed this in" in client.get(url).content.decode()
    assert sign_in(greta).get(reverse("exams:standard", args=[school.slug, judged.uuid])).context["result"] is None


def test_a_judge_sees_the_figures_of_what_is_judged(judged, school, sign_in, ben, picture_of):
    item = judged.items.select_related("version").first()
    item.version.data["figure"] = {"file": str(picture_of.uuid), "alt": "A room.", "width": 8, "height": 8}
    url = reverse("exams:figure-file", args=[school.slug, picture_of.uuid])
    assert sign_in(ben).get(url).status_code == 404
    item.version.save()
    assert sign_in(ben).get(url).status_code == 200


@pytest.fixture
def picture_of(school, carla, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    picture = redrawn(SimpleUploadedFile("room.png", out.getvalue()))
    return add_figure(school=school, name="Room", alt="A room.", picture=picture, by=carla, at=at)
