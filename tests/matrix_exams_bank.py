"""The bank in the matrix: a question being read, a figure, a blueprint, an examination, judges at work, a file."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from feltwork.apps.accounts.models import Membership
from feltwork.apps.exams.actions.blueprints import make_blueprint
from feltwork.apps.exams.actions.examinations import create_examination
from feltwork.apps.exams.actions.figures import add_figure
from feltwork.apps.exams.actions.items import ask_review
from feltwork.apps.exams.actions.standards import begin_standard
from feltwork.apps.exams.models import BankFile, Judge, Standard
from feltwork.apps.exams.pictures import redrawn
from feltwork.apps.exams.tests.bank import CHOICE, in_use, written
from feltwork.apps.schools.tests.factories import UserFactory


def add(world):
    """To the world of `matrix_examples.build`. Ben is one of three judges."""
    cast, school, at = world.cast, world.school, world.at
    in_use(school, cast.carla, [cast.greta, cast.dino], at)
    world.bank_item = written(school, cast.carla, at)
    ask_review(version=world.bank_item.versions.get(), by=cast.carla, at=at)
    picture = redrawn(SimpleUploadedFile("room.png", _picture()))
    world.figure = add_figure(
        school=school, name="A room", alt="A room with a window.", picture=picture, by=cast.carla, at=at
    )
    plan = {"parts": [{"title": "", "cells": [{"topic": "se_skills", "difficulty": "", "count": 1}]}]}
    world.blueprint = make_blueprint(school=school, name="One question", data=plan, by=cast.carla, at=at)
    world.bank_examination = create_examination(
        school=school, programme=world.programme, kind="written", name="Written", code="matrix-written",
        blueprint=world.blueprint, languages=["en"], by=cast.carla, at=at,
    )  # fmt: skip
    third = UserFactory(name="Third Judge", email="third.judge@example.org")
    Membership.objects.create(school=school, user=third, role="faculty", since=at)
    world.standard = begin_standard(
        examination=world.bank_examination, judges=[cast.ben, cast.carla, third], seed="matrix", by=cast.carla, at=at
    )
    world.judge = Judge.objects.get(standard=world.standard, user=third)
    second = create_examination(
        school=school, programme=world.programme, kind="written", name="Second", code="matrix-second",
        blueprint=world.blueprint, languages=["en"], by=cast.carla, at=at,
    )  # fmt: skip
    world.judged = Standard.objects.create(
        school=school, examination=second, seed="matrix", state="closed", begun_by=cast.carla, begun_at=at
    )
    found = [{"code": "x", "topic": "", "difficulty": "", "family": "", "data": CHOICE, "notes": []}]
    world.bank_file = BankFile.objects.create(school=school, name="bank.zip", found=found, by=cast.carla, at=at)
    return world


def _picture():
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


def _all(names, example):
    return {f"exams:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("item item-edit item-send item-tags item-retire item-back", lambda world: {"uuid": world.bank_item.uuid}),
    **_all("figure-remove figure-file", lambda world: {"uuid": world.figure.uuid}),
    **_all("blueprint blueprint-edit blueprint-retire", lambda world: {"uuid": world.blueprint.uuid}),
    **_all(
        "examination examination-edit examination-open examination-close examination-cut analysis standards "
        "standard-new",
        lambda world: {"uuid": world.bank_examination.uuid},
    ),
    **_all("standard standard-second standard-close standard-drop judge", lambda world: {"uuid": world.standard.uuid}),
    "exams:standard-adopt": lambda world: {"uuid": world.judged.uuid},
    "exams:judge-excuse": lambda world: {"uuid": world.judge.uuid},
    **_all("file file-drop", lambda world: {"uuid": world.bank_file.uuid}),
}
