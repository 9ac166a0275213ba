import pytest
import time_machine
from django.core.cache import cache

from feltwork.apps.directory import pacing
from feltwork.apps.directory.actions.inquiries import send_inquiry
from feltwork.apps.directory.tests.factories import list_person
from feltwork.apps.keys import stores


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path, monkeypatch):
    """A key store of the test's own, and no tries of other tests counted."""
    cache.clear()
    monkeypatch.setattr(pacing, "_searches", pacing.Pace())
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


@pytest.fixture
def listed_ben(ben, ruth, school):
    """Ben with `ben.profile`, through every gate at the present of the tests."""
    list_person(ben, school=school, by=ruth)
    return ben


@pytest.fixture
def clock(at):
    """The present of the tests on every clock; `clock.move_to(moment)` goes on."""
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def write(listed_ben, at):
    """`write(name="Wren", …)`: a first message to Ben; returns it with the text of its link."""

    def send(*, to=None, once="", at=at, line="Tuesdays would suit me.", how="", **contact):
        withheld = {
            "name": "Wren", "channel": "email", "address": "wren@example.org", "voicemail": False, "times_words": "",
            "site_language": "en", **contact,
        }  # fmt: skip
        shown = {"language": "en", "how": how, "fee": "", "times": ["evening"], "line": line}
        once = once or f"a form opened at {withheld['address']} {at} {line}"
        return send_inquiry(profile=to or listed_ben.profile, shown=shown, withheld=withheld, once=once, at=at)

    return send
