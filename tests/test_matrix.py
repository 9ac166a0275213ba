"""Address × person × method, generated from the URL table (decision record 0004).

The world of `matrix_examples.build` holds one object of each kind. Each address is tried by everybody, in their own
school and by Farid from elsewhere. Denials change nothing, and a stranger cannot tell "not for you" from "not there".
"""

import re
import traceback
import uuid
from functools import cache

import pytest
from django.apps import apps
from django.core.cache import cache as tries
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from feltwork.apps.accounts.models import Membership
from feltwork.apps.keys import stores
from tests import matrix_directory, matrix_measures, matrix_practice, matrix_taught
from tests.matrix_examples import EXAMPLES, PEOPLE, build
from tests.urls import addresses

ALL = addresses()
EXAMPLES = (
    EXAMPLES | matrix_practice.EXAMPLES | matrix_measures.EXAMPLES | matrix_directory.EXAMPLES | matrix_taught.EXAMPLES
)
IN_ONE_TEST = 8
DENIED = {403, 404}
FORM = "application/x-www-form-urlencoded"
SECRETS = re.compile(
    r'(csrfmiddlewaretoken" value="[^"]+)|(nonce="[^"]+)|(X-CSRFToken": "[^"]+)|(name="next" value="[^"]*)'
)
DOORS = ("/accounts/login/", "/accounts/step-up/", "/accounts/second-factor/")


def _is_of_practice(address):
    return address.name.startswith(("practice:", "measures:"))


def batches(addresses):
    """The addresses of each of the two worlds, a few at a time."""
    for world in (True, False):
        ours = [one for one in addresses if _is_of_practice(one) is world]
        yield from batched(ours, IN_ONE_TEST)


def batched(rows, size):
    return (rows[start : start + size] for start in range(0, len(rows), size))


def test_every_address_declares_who_may_open_it():
    assert [a.name for a in ALL if not a.access] == []


def test_every_address_with_parameters_has_an_example():
    needed = {a.name for a in ALL if a.parameters - {"school"}}
    assert sorted(needed - set(EXAMPLES)) == []
    assert sorted(set(EXAMPLES) - {a.name for a in ALL}) == []


@pytest.fixture
def world(cast, school, cohort, at, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return matrix_taught.add(matrix_directory.add(build(cast=cast, school=school, cohort=cohort, at=at)))


@pytest.fixture
def practice_world(cast, school, at, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    tries.clear()
    stores._store.cache_clear()
    yield matrix_measures.add(matrix_practice.build(cast=cast, school=school, at=at))
    stores._store.cache_clear()


# one test for several addresses: building the world costs more than asking, and each address finds it as it was built
@pytest.mark.django_db
@pytest.mark.parametrize("some", list(batches(ALL)), ids=lambda some: f"{some[0].name}-and-{len(some) - 1}-more")
def test_everybody_gets_the_answer_that_was_declared(some, request):
    is_practice = _is_of_practice(some[0])
    world = request.getfixturevalue("practice_world" if is_practice else "world")
    people = matrix_practice.PEOPLE if is_practice else PEOPLE
    wrong = {}
    for address in some:
        tries.clear()
        point = transaction.savepoint()
        try:
            _everybody_asks(address, people, world)
        except Exception:
            wrong[address.name] = traceback.format_exc(limit=-3)
        transaction.savepoint_rollback(point)
    assert not wrong, "\n".join(f"{name}\n{what}" for name, what in wrong.items())


def _everybody_asks(address, people, world):
    url = _url(address, world)
    if "tool" in address.access:
        _only_a_token_opens(address, world, people, url)
        return
    _other_methods_are_refused(world, url)
    if address.in_school and "anyone" not in address.access:
        _a_stranger_cannot_tell_hidden_from_missing(address, world, url)
    reached = [_asked_by(person, address, world, url) for person in people]
    assert any(reached), "nobody reaches this address"


def _only_a_token_opens(address, world, people, url):
    """A program's address: no session opens it, whoever's it is."""
    before = _rows()
    for person in people:
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            status = _browser(getattr(world.cast, person, None)).generic(method, url).status_code
            assert status == (401 if method in address.methods else 405), f"{person} {method} {address.name}: {status}"
    assert _rows() == before


def _asked_by(person, address, world, url):
    """Whether *person* reached it, by whichever method."""
    user = getattr(world.cast, person, None)
    reached = False
    for method in ("GET", "POST"):
        browser = _browser(user)
        before = _rows()
        answer = browser.generic(method, url, content_type=FORM)
        _check(address, world, person, user, method, answer)
        if answer.status_code in DENIED or _is_sign_in(answer):
            assert _rows() == before, f"{person} {method}: a refused request changed something"
        reached = reached or answer.status_code in {200, 201, 204, 302, 303, 410, 422}
    return reached


def _a_stranger_cannot_tell_hidden_from_missing(address, world, url):
    hidden = _browser(world.cast.farid).get(url)
    missing = _browser(world.cast.farid).get(f"/at/{world.school.slug}/no-such-page-{uuid.uuid4().hex[:6]}/")
    if hidden.status_code == 405 or ("signed_in" in address.access and hidden.status_code in {200, 302}):
        return  # asked in the wrong way, or a page of one's own that is the same for every signed-in person
    assert hidden.status_code == missing.status_code == 404
    assert _plain(hidden) == _plain(missing)


def _other_methods_are_refused(world, url):
    browser = _browser(world.cast.dino)
    for method in ("PUT", "DELETE", "PATCH"):
        assert browser.generic(method, url).status_code in {405, 403, 404, 302}, method


def _url(address, world):
    kwargs = dict(EXAMPLES[address.name](world)) if address.parameters - {"school"} else {}
    if address.in_school:
        kwargs["school"] = world.school.slug
    return reverse(address.name, kwargs=kwargs)


def _browser(user):
    browser = Client(raise_request_exception=False)
    if user is not None:
        browser.force_login(user)
    return browser


def _check(address, world, person, user, method, answer):
    where = f"{person} {method} {address.name}: {answer.status_code}"
    status = answer.status_code
    assert status < 500, where
    if method not in address.methods and status == 405:
        return
    if "anyone" in address.access:
        assert status != 403, where
        return
    if user is None:
        assert _is_sign_in(answer), where
        return
    roles = set(Membership.objects.filter(user=user, school=world.school).values_list("role", flat=True))
    if "signed_in" in address.access:
        assert status != 403 or roles, where
        return
    if not roles:
        assert status == 404, where
    elif not roles & address.access:
        assert status == 403, where
    elif matrix_practice.sees_nothing(person, address.name):
        assert status == 404 or _is_sign_in(answer), where
    else:
        assert status != 403, where


def _is_sign_in(answer):
    """Sent to a door; a JSON address, which a page asks in the background, says 401 instead."""
    if answer.status_code == 401:
        return answer.headers["Content-Type"] == "application/json"
    return answer.status_code == 302 and answer["Location"].startswith(DOORS)


def _plain(answer):
    return SECRETS.sub("", answer.content.decode())


def _rows():
    """How many rows each of our tables has, the audit trail and sessions left out."""
    # one statement, not a hundred: this is asked twice for every address, person and method
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM \"{table}\"" for table in _tables()))
        return dict(cursor.fetchall())


@cache
def _tables():
    skip = {"audit.AuditRecord", "accounts.OpenSession"}  # signing in and being refused leave their trace
    models = [m for m in apps.get_models() if m.__module__.startswith("feltwork.") and m._meta.label not in skip]
    return tuple(m._meta.db_table for m in models)
