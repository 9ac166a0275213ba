"""Proving oneself again before an act that binds; what was sent is kept and goes on by itself."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.audit.models import AuditRecord

pytestmark = pytest.mark.django_db
STEP_UP = "/accounts/step-up/"
GRANT = "/at/alder-house/people/grant/"
NEW = {"email": "vera@example.org", "name": "Vera Stolz", "role": "faculty"}


@pytest.fixture
def at_the_door(client, dino, sign_in, with_app):
    """Dino, who has an app, sent the form that gives Vera a role and is asked to prove himself."""
    sign_in(with_app(dino))
    answer = client.post(GRANT, NEW)
    assert answer["Location"] == f"{STEP_UP}?next=%2Fat%2Falder-house%2Fpeople%2Fgrant%2F"
    assert not Membership.objects.filter(role="faculty").exists()
    return client


def test_what_was_sent_goes_on_after_the_proof_inside_the_school(at_the_door, code, dino, school):
    page = at_the_door.get(f"{STEP_UP}?next={GRANT}")
    assert page.status_code == 200

    answer = at_the_door.post(STEP_UP, {"code": code(), "next": GRANT})

    assert answer["Location"] == "/at/alder-house/people/"
    vera = Membership.objects.get(role="faculty")
    assert (vera.user.email, vera.user.name, vera.school, vera.granted_by) == (
        "vera@example.org",
        "Vera Stolz",
        school,
        dino,
    )
    assert at_the_door.get(answer["Location"]).status_code == 200


def test_it_goes_on_once(at_the_door, code):
    at_the_door.post(STEP_UP, {"code": code(), "next": GRANT})

    assert at_the_door.get(GRANT).status_code == 405
    assert AuditRecord.objects.filter(code="accounts.grant_role").count() == 1


def test_a_form_that_was_given_up_does_not_go_off_later(at_the_door, code):
    asked = at_the_door.get("/accounts/address/")["Location"]
    assert asked == f"{STEP_UP}?next=%2Faccounts%2Faddress%2F"

    answer = at_the_door.post(STEP_UP, {"code": code(), "next": "/accounts/address/"})

    assert answer["Location"] == "/accounts/address/"
    assert not Membership.objects.filter(role="faculty").exists()
    assert at_the_door.get(GRANT).status_code == 405


def test_a_form_with_a_query_goes_on_too(client, dino, sign_in, with_app, code):
    sign_in(with_app(dino))
    asked = client.post(f"{GRANT}?from=list", NEW)["Location"]
    assert "%3Ffrom%3Dlist" in asked

    answer = client.post(STEP_UP, {"code": code(), "next": f"{GRANT}?from=list"})

    assert answer["Location"] == "/at/alder-house/people/"
    assert Membership.objects.filter(role="faculty").count() == 1


def test_a_wrong_code_keeps_it_waiting(at_the_door, code):
    refused = at_the_door.post(STEP_UP, {"code": "000000", "next": GRANT})
    assert refused.status_code == 200
    assert "This did not work" in refused.content.decode()

    at_the_door.post(STEP_UP, {"code": code(), "next": GRANT})
    assert Membership.objects.filter(role="faculty").count() == 1


def test_a_role_lost_meanwhile_counts(at_the_door, code, dino, school, at):
    actions.end_role(school=school, user=dino, role="admin", by=None, at=at)

    answer = at_the_door.post(STEP_UP, {"code": code(), "next": GRANT})

    assert answer.status_code == 404
    assert not Membership.objects.filter(role="faculty").exists()


def test_a_proof_lasts_five_minutes(client, dino, sign_in, with_app, code, clock):
    sign_in(with_app(dino))
    client.post(STEP_UP, {"code": code()})

    clock.shift(timedelta(seconds=299))
    assert client.post(GRANT, NEW)["Location"] == "/at/alder-house/people/"
    clock.shift(timedelta(seconds=2))
    assert client.post(GRANT, NEW)["Location"].startswith(STEP_UP)


def test_a_mailed_link_is_no_proof(client, dino, link, at):
    actions.agree(user=dino, at=at)
    client.post(link(dino.email))

    assert client.post(GRANT, NEW)["Location"].startswith(STEP_UP)


def test_a_console_link_is_a_proof_for_five_minutes(client, dino, link, at, clock):
    actions.agree(user=dino, at=at)
    client.post(link(dino.email, trusted=True))

    assert client.post(GRANT, NEW)["Location"] == "/at/alder-house/people/"
    clock.shift(timedelta(minutes=6))
    assert client.post(GRANT, NEW)["Location"].startswith(STEP_UP)


def test_in_the_demo_a_console_link_lasts_as_long_as_the_session(client, dino, link, at, settings, clock):
    settings.DEMO = True
    actions.agree(user=dino, at=at)
    client.post(link(dino.email, trusted=True))
    clock.shift(timedelta(hours=3))

    assert client.post(GRANT, NEW)["Location"] == "/at/alder-house/people/"


def test_the_proof_of_somebody_else_does_not_count(client, dino, ben, sign_in):
    sign_in(ben, fresh=True)
    sign_in(dino)

    assert client.post(GRANT, NEW)["Location"].startswith(STEP_UP)


def test_a_password_is_a_proof(client, dino, sign_in):
    User.objects.filter(pk=dino.pk).update(password=make_password("plum-tree-by-the-lake"))
    dino.refresh_from_db()
    sign_in(dino)
    client.post(GRANT, NEW)

    assert client.post(STEP_UP, {"password": "wrong", "next": GRANT}).status_code == 200
    answer = client.post(STEP_UP, {"password": "plum-tree-by-the-lake", "next": GRANT})

    assert answer["Location"] == "/at/alder-house/people/"


def test_an_empty_password_proves_nothing_for_those_without_one(client, dino, sign_in):
    sign_in(dino)
    for sent in ({"password": ""}, {"password": "!"}, {"code": ""}, {"code": "123456"}, {"credential": "{}"}):
        assert client.post(STEP_UP, sent).status_code == 200
    assert client.post(GRANT, NEW)["Location"].startswith(STEP_UP)


def test_who_has_nothing_sets_up_something_right_there_and_goes_on(client, dino, sign_in):
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value

    sign_in(dino)
    client.post(GRANT, NEW)
    page = client.get(f"{STEP_UP}?next={GRANT}").content.decode()
    assert 'id="new-passkey-form"' in page
    assert f"/accounts/app/?next={GRANT}" in page

    assert client.get(f"/accounts/app/?next={GRANT}").status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    now = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/accounts/app/", {"code": now, "next": GRANT})

    assert answer["Location"] == "/at/alder-house/people/"
    assert Membership.objects.filter(role="faculty").count() == 1


def test_htmx_opens_step_up_as_a_page(client, dino, sign_in):
    sign_in(dino)

    answer = client.post(GRANT, NEW, HTTP_HX_REQUEST="true")

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith(STEP_UP)


def test_a_stranger_is_not_even_asked(client, farid, eva, sign_in):
    for person in (farid, eva):
        sign_in(person, fresh=True)
        assert client.post(GRANT, NEW).status_code == 404
        assert client.get("/at/alder-house/people/").status_code == 404


def test_step_up_is_for_people_who_are_signed_in(client):
    assert client.get(STEP_UP)["Location"].startswith("/accounts/login/")


def test_staff_without_a_second_factor_are_led_to_one(client, dino, alma, sign_in, settings, with_app):
    settings.STAFF_MUST_HAVE_SECOND_FACTOR = True
    people = "/at/alder-house/people/"
    sign_in(dino)

    answer = client.get(people)
    assert answer["Location"] == f"/accounts/second-factor/?next={people}"
    assert f"/accounts/app/?next={people}" in client.get(answer["Location"]).content.decode()

    with_app(dino)
    assert client.get(people).status_code == 200
