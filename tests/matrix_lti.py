"""Tools in the matrix: one is plugged in, Carla has put a link to it and is choosing another, it has a line item."""

from __future__ import annotations

from fractions import Fraction

from django.utils import timezone

from feltwork.apps.lti import actions
from feltwork.apps.lti.items import new_item
from feltwork.apps.lti.models import Launch
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.wire import PickedItem


def add(world):
    """To the world of `matrix_examples.build`."""
    world.lti_tool = plug_in(world.school, world.cast.dino, jwks={}, jwks_url="https://127.0.0.1/keys")
    world.lti_link = put(world.lti_tool, world.cast.carla)
    world.lti_item = new_item(
        tool=world.lti_tool, link=world.lti_link, context=world.lti_link.context, label="Quiz", maximum=Fraction(10),
        at=world.at,
    )  # fmt: skip
    now = timezone.now()
    choosing = actions.begin_picking(tool=world.lti_tool, context=world.lti_link.context, by=world.cast.carla, at=now)
    Launch.objects.filter(pk=choosing.pk).update(sent_at=now)
    offered = PickedItem("Quiz", "", "", {}, None, "", "", "")
    actions.take_answer(launch=choosing, items=[offered], left=[], message="", at=now)
    world.lti_choosing = choosing
    return world


def _all(names, example):
    return {f"lti:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("link link-open link-edit link-remove", lambda world: {"uuid": world.lti_link.uuid}),
    **_all("line-items members", lambda world: {"uuid": world.lti_link.context.uuid}),
    **_all("line-item scores results", lambda world: {"uuid": world.lti_item.uuid}),
    **_all("tool tool-edit tool-switch tool-keys", lambda world: {"uuid": world.lti_tool.uuid}),
    **_all("picked pick-return", lambda world: {"uuid": world.lti_choosing.uuid}),
    "lti:course-links": lambda world: {"uuid": world.course.uuid},
}
