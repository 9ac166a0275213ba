"""Terms of use: read by anybody, agreed to once a version."""

import pytest
from django.contrib.auth.hashers import make_password

from feltwork.apps.accounts import actions, terms
from feltwork.apps.accounts.models import Agreement, User

pytestmark = pytest.mark.django_db
TERMS = "/accounts/terms/"


def enter(client, user, next="/accounts/"):
    User.objects.filter(pk=user.pk).update(password=make_password("plum-tree"))
    return client.post("/accounts/login/", {"email": user.email, "password": "plum-tree", "next": next})["Location"]


def test_anybody_may_read_them(client):
    page = client.get(TERMS)

    assert page.status_code == 200
    assert "I agree" not in page.content.decode()
    assert client.post(TERMS).status_code == 200
    assert not Agreement.objects.exists()


def test_whoever_comes_in_by_another_door_is_asked_first(client, alma):
    assert enter(client, alma) == f"{TERMS}?next=/accounts/"
    assert "I agree" in client.get(f"{TERMS}?next=/accounts/").content.decode()

    assert client.post(TERMS, {"next": "/accounts/"})["Location"] == "/accounts/"

    assert Agreement.objects.get().user == alma
    assert "I agree" not in client.get(TERMS).content.decode()
    client.post("/accounts/logout/")
    assert enter(client, alma) == "/accounts/"


def test_a_new_version_asks_again(client, alma, at, monkeypatch):
    actions.agree(user=alma, at=at)
    monkeypatch.setattr(terms, "VERSION", "2031-01")

    assert enter(client, alma) == f"{TERMS}?next=/accounts/"


def test_agreeing_never_leads_elsewhere(client, alma, sign_in):
    sign_in(alma)

    assert client.post(TERMS, {"next": "https://evil.example/"})["Location"] == "/start/"
