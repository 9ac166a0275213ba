"""The directory in the matrix: Ben has a page that is shown, with a licence; somebody has reported it."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope
from PIL import Image

from feltwork.apps.directory import actions
from feltwork.apps.directory.links import still_link
from feltwork.apps.directory.photos import redraw
from feltwork.apps.directory.tests.factories import list_person


def add(world):
    """To the world of `matrix_examples.build`. Confirmed on the day of the test run: an old page is shown to nobody."""
    with scope(school=world.school):
        today = timezone.now().date()
        world.profile = list_person(world.cast.ben, school=world.school, by=world.cast.ruth, confirmed_on=today)
        world.licence = world.cast.ben.licence
        actions.set_photo(profile=world.profile, content=_picture(), alt="Ben", by=world.cast.ben, at=world.at)
        given = {"profile": world.profile, "kind": "room", "words": "Wrote twice."}
        world.report, world.report_token = actions.report(at=world.at, **given)
    return world


def _picture():
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return redraw(SimpleUploadedFile("ben.png", out.getvalue()))


def _all(app, names, example):
    return {f"{app}:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("directory", "profile photo report", lambda world: {"slug": world.profile.slug}),
    "directory:report-answer": lambda world: {"token": world.report_token},
    "directory:still": lambda world: {"token": still_link(world.profile).rstrip("/").rpartition("/")[2]},
    "directory-desk:edit": lambda world: {"step": "who"},
    "directory-desk:licence-check": lambda world: {"uuid": world.licence.uuid},
    "directory-desk:report-decide": lambda world: {"uuid": world.report.uuid},
    "directory-desk:release": lambda world: {"uuid": world.profile.uuid},
}
