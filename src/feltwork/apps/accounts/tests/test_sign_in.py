"""The sign-in page: the same answer and the same work for known and unknown addresses."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import SignInLink, User

pytestmark = pytest.mark.django_db
PAGE = "/accounts/login/"


def give_password(user, password="plum-tree-by-the-lake"):
    User.objects.filter(pk=user.pk).update(password=make_password(password))
    return password


def test_the_names_that_others_look_up():
    assert reverse("account_login") == PAGE
    assert reverse("accounts:sign-in") == "/accounts/sign-in/"
    assert reverse("account_reauthenticate") == reverse("mfa_reauthenticate") == reverse("accounts:step-up")
    assert reverse("mfa_add_webauthn") == reverse("accounts:passkey-add")


def test_a_link_is_mailed_to_known_and_unknown_alike(client, alma, mailoutbox, django_capture_on_commit_callbacks):
    seen = []
    for email in (alma.email, "nobody@example.org"):
        with (
            django_capture_on_commit_callbacks(execute=True),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            answer = client.post(PAGE, {"email": email, "next": "/start/"})
        client.cookies.clear()
        seen.append((answer.status_code, answer["Location"], answer.content, len(queries)))

    assert seen[0] == seen[1]
    assert [mail.to for mail in mailoutbox] == [[alma.email], ["nobody@example.org"]]
    assert {mail.subject for mail in mailoutbox} == {"Your link to Feltwork"}
    assert set(SignInLink.objects.values_list("next", flat=True)) == {"/start/"}


def test_after_asking_the_page_says_where_the_mail_went(client):
    answer = client.post(PAGE, {"email": "nora@example.org"}, follow=True)

    assert answer.redirect_chain == [("/accounts/link-sent/", 302)]
    assert "nora@example.org" in answer.content.decode()


def test_a_slip_in_the_address_is_said_and_kept(client):
    answer = client.post(PAGE, {"email": "nora@"})

    assert answer.status_code == 200
    assert 'value="nora@"' in answer.content.decode()
    assert not SignInLink.objects.exists()


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, alma):
    give_password(alma)
    seen = []
    for email in (alma.email, "nobody@example.org"):
        answer = client.post(PAGE, {"email": email, "password": "wrong"})
        seen.append((answer.status_code, plain(answer).replace(email, "")))

    assert seen[0] == seen[1]
    assert "do not belong together" in seen[0][1]


def test_a_password_signs_in(client, alma, at):
    actions.agree(user=alma, at=at)
    password = give_password(alma)

    answer = client.post(PAGE, {"email": "ALMA@example.org", "password": password, "next": "/at/alder-house/"})

    assert (answer.status_code, answer["Location"]) == (302, "/at/alder-house/")
    assert client.session["_auth_user_id"] == str(alma.pk)


def test_somebody_signed_in_goes_on(client, alma, sign_in):
    sign_in(alma)

    assert client.get(f"{PAGE}?next=/accounts/")["Location"] == "/accounts/"
    assert client.get(f"{PAGE}?next=https://evil.example/")["Location"] == "/start/"


def test_guessing_ends_in_a_wait_but_nobody_is_locked_out(client, alma, link):
    password = give_password(alma)
    for number in range(5):
        client.post(PAGE, {"email": alma.email, "password": f"guess {number}"})

    refused = client.post(PAGE, {"email": alma.email, "password": password})
    assert "too many tries" in refused.content.decode()
    assert "_auth_user_id" not in client.session

    client.post(link(alma.email), {"agree": "on"})
    assert client.session["_auth_user_id"] == str(alma.pk)


def test_sign_out_asks_first(client, alma, sign_in):
    sign_in(alma)

    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_session_is_new_after_signing_in(client, alma, link):
    client.post(PAGE, {"email": alma.email})
    before = client.session.session_key

    client.post(link(alma.email), {"agree": "on"})

    assert client.session.session_key != before


def plain(answer):
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+|X-CSRFToken": "[^"]+', "", answer.content.decode())
