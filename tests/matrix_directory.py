"""The directory in the matrix: Ben has a page that is shown, with a licence; somebody has reported it."""

from __future__ import annotations

from datetime import time
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope
from PIL import Image

from feltwork.apps.directory import actions
from feltwork.apps.directory.actions import calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.actions.inquiries import send_inquiry
from feltwork.apps.directory.actions.waiting import ask_to_be_told
from feltwork.apps.directory.links import still_link
from feltwork.apps.directory.photos import redraw
from feltwork.apps.directory.queries.calls import offered
from feltwork.apps.directory.tests.factories import list_person


def add(world):
    """To the world of `matrix_examples.build`. Confirmed on the day of the test run: an old page is shown to nobody."""
    with scope(school=world.school):
        today = timezone.now().date()
        world.profile = list_person(world.cast.ben, school=world.school, by=world.cast.ruth, confirmed_on=today)
        world.register_licence = world.cast.ben.licence
        actions.set_photo(profile=world.profile, content=_picture(), alt="Ben", by=world.cast.ben, at=world.at)
        given = {"profile": world.profile, "kind": "room", "words": "Wrote twice."}
        world.page_report, world.page_report_token = actions.report(at=world.at, **given)
        _first_contact(world, timezone.now())
    return world


def _first_contact(world, now):
    """Ben offers calls; Wren has written to him, taken a time, and asked to be told of others."""
    ben, profile = world.cast.ben, world.profile
    calling.set_call_terms(
        profile=profile, is_on=True, way="direct", zone="Europe/London", minutes=15, notice_hours=24, by=ben, at=now
    )
    week = [Hours(day, None, time(9), time(17)) for day in range(7)]
    calling.set_call_hours(profile=profile, hours=week, by=ben, at=now)
    profile.refresh_from_db()
    withheld = {
        "name": "Wren", "channel": "email", "address": "wren@example.org", "voicemail": False, "times_words": "",
        "site_language": "en",
    }  # fmt: skip
    shown = {"language": "en", "how": "", "fee": "", "times": [], "line": "Tuesdays, perhaps."}
    world.first_message, world.first_link = send_inquiry(
        profile=profile, shown=shown, withheld=withheld, once="matrix", at=now
    )
    calling.take_call(inquiry=world.first_message, starts_at=offered(profile, now)[0], zone="Europe/London", at=now)
    wish = {"address": "wren@example.org", "town": profile.town, "language": "", "online": False, "site_language": "en"}
    _wish, world.wished = ask_to_be_told(wish=wish, at=now)


def _picture():
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return redraw(SimpleUploadedFile("ben.png", out.getvalue()))


def _all(app, names, example):
    return {f"{app}:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("directory", "profile photo report write", lambda world: {"slug": world.profile.slug}),
    "directory:report-answer": lambda world: {"token": world.page_report_token},
    "directory:still": lambda world: {"token": still_link(world.profile).rstrip("/").rpartition("/")[2]},
    **_all("directory", "sent sent-call sent-calendar", lambda world: {"token": world.first_link}),
    "directory:told": lambda world: {"token": world.wished},
    "directory-desk:inquiry": lambda world: {"uuid": world.first_message.uuid},
    "directory-desk:edit": lambda world: {"step": "who"},
    "directory-desk:licence-check": lambda world: {"uuid": world.register_licence.uuid},
    "directory-desk:report-decide": lambda world: {"uuid": world.page_report.uuid},
    "directory-desk:erase-for-owner": lambda world: {"uuid": world.profile.uuid},
    "directory-desk:release": lambda world: {"uuid": world.profile.uuid},
}
