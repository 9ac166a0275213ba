"""Keys: the installation's own, published before they sign; a tool's, asked for with care."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from joserfc.jwk import KeySet

from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.lti import actions, fetching, tasks
from feltwork.apps.lti.actions.keys import forget_old_keys
from feltwork.apps.lti.models import PlatformKey, Tool
from feltwork.apps.lti.tests.factories import AT, plug_in
from feltwork.apps.lti.tests.tool import SmallTool, key_called
from feltwork.apps.lti.wire import WireError
from feltwork.core.credentials import Unreachable

DAY = timedelta(days=1)


def states():
    return [(key.kid, key.state) for key in PlatformKey.objects.order_by("since", "pk")]


def test_what_is_published_has_no_private_half(client, platform):
    answer = client.get("/lti/keys.json")
    keys = answer.json()["keys"]
    assert [set(key) for key in keys] == [{"kty", "n", "e", "kid", "use", "alg"}] * 2
    assert answer["Cache-Control"] == "public, max-age=300"


def test_keys_change_after_ninety_days_and_the_next_one_was_published_before(platform):
    (active, _), (following, _) = states()
    assert not actions.rotate_keys(at=AT + 89 * DAY)
    assert actions.rotate_keys(at=AT + 90 * DAY)

    found = dict(states())
    assert (found.pop(active), found.pop(following)) == ("old", "active")
    assert list(found.values()) == ["next"]
    assert not actions.rotate_keys(at=AT + 91 * DAY)


def test_an_old_key_is_published_for_a_week_and_then_destroyed(platform):
    old = PlatformKey.objects.get(state="active")
    copy = store().create(algorithm="RSA-3072", label="tests")  # the others are shared by all tests
    PlatformKey.objects.filter(pk=old.pk).update(store_id=copy.id)
    actions.rotate_keys(at=AT + 90 * DAY)

    assert forget_old_keys(at=AT + 96 * DAY) == 0
    assert forget_old_keys(at=AT + 98 * DAY) == 1
    with pytest.raises(KeyStoreError):
        store().sign(copy.id, b"data")


def test_a_key_that_got_out_is_destroyed_at_once(platform, django_capture_on_commit_callbacks):
    copy = store().create(algorithm="RSA-3072", label="tests")
    PlatformKey.objects.filter(state="active").update(store_id=copy.id)
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("lti_keys", "rotate", "--now", stdout=said)

    assert said.getvalue().startswith("The next key signs.")
    assert sorted(state for _kid, state in states()) == ["active", "next"]
    with pytest.raises(KeyStoreError):
        store().sign(copy.id, b"data")


def test_the_worker_makes_no_keys_where_no_tool_is_plugged_in(db):
    tasks.rotate(AT)
    assert PlatformKey.objects.count() == 0


# --- keys of a tool


class Answers:
    """What lies at the address of a tool's keys; counts how often it is asked."""

    def __init__(self, *keys):
        self.keys, self.times = keys, 0

    def __call__(self, url):
        self.times += 1
        if not self.keys:
            raise Unreachable("timeout")
        return json.dumps(KeySet([key_called(kid) for kid in self.keys]).as_dict(private=False)).encode()


@pytest.fixture
def remote(school, dino, platform):
    return plug_in(school, dino, jwks={}, jwks_url="https://moodle.example.org/keys")


def token_of(row, kid="tool-1"):
    return SmallTool(row, kid=kid).signs({"iss": "x"})


def test_keys_are_asked_for_once_and_kept(remote):
    lies = Answers("tool-1")
    for minutes in (0, 5, 600):
        at = AT + timedelta(minutes=minutes)
        found = fetching.keys_for(Tool.objects.get(), token_of(remote), at=at, fetch=lies)
        assert list(found) == ["tool-1"]
    assert lies.times == 1
    fetching.keys_for(Tool.objects.get(), token_of(remote), at=AT + DAY, fetch=lies)
    assert lies.times == 2


def test_a_tool_may_change_its_key(remote):
    fetching.keys_for(remote, token_of(remote), at=AT, fetch=Answers("tool-1"))
    later = Answers("tool-1", "tool-2")
    found = fetching.keys_for(remote, token_of(remote, "tool-2"), at=AT + timedelta(minutes=5), fetch=later)
    assert list(found) == ["tool-1", "tool-2"]


def test_unknown_keys_make_us_ask_once_a_minute_at_most(remote):
    lies = Answers("tool-1")
    for seconds in range(0, 50, 10):
        fetching.keys_for(remote, token_of(remote, "tool-2"), at=AT + timedelta(seconds=seconds), fetch=lies)
    assert lies.times == 1


def test_when_the_tool_does_not_answer_its_old_keys_stay(remote):
    fetching.keys_for(remote, token_of(remote), at=AT, fetch=Answers("tool-1"))
    assert list(fetching.keys_for(remote, token_of(remote), at=AT + DAY, fetch=Answers())) == ["tool-1"]
    with pytest.raises(WireError, match="timeout"):
        fetching.keys_for(remote, token_of(remote, "tool-2"), at=AT + 2 * DAY, fetch=Answers())


@pytest.mark.parametrize("url", ["https://127.0.0.1/keys", "https://169.254.169.254/latest", "https://[::1]/keys"])
def test_nothing_is_asked_for_inside_our_own_network(school, dino, platform, url):
    tool = plug_in(school, dino, jwks={}, jwks_url=url)
    with pytest.raises(WireError, match="private"):
        fetching.renew(tool, at=AT)


def test_a_site_that_asks_nobody_asks_no_tool_either(settings, remote):
    settings.ASK_OTHER_SITES = False
    with pytest.raises(WireError, match="not_asked"):
        fetching.renew(remote, at=AT)


def test_only_what_makes_a_key_is_kept_of_a_tools_keys(remote):
    row = key_called("tool-1").as_dict(private=False)
    odd = {**key_called("tool-2").as_dict(private=False), "kid": "x\x00"}
    content = json.dumps({"keys": [{**row, "note": "\x00"}, odd], "more": "\x00"}).encode()
    fetching.renew(remote, at=AT, fetch=lambda url: content)
    (kept,) = Tool.objects.get().jwks["keys"]
    assert (kept["kid"], kept["n"], "note" in kept) == ("tool-1", row["n"], False)


@pytest.mark.parametrize("content", [b"<html>", b"[" * 5000, b'{"keys": []}', b"\xff"])
def test_what_is_no_set_of_keys_is_not_kept(remote, content):
    with pytest.raises(WireError):
        fetching.renew(remote, at=AT, fetch=lambda url: content)
    assert Tool.objects.get().jwks == {}
