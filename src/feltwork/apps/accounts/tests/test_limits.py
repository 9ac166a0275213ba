"""How often something may be tried, and from where."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from feltwork.apps.accounts.limits import TooMany, limit

pytestmark = pytest.mark.django_db


def ask(address="192.0.2.1", user=None, **rates):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    limit(request, "test", **rates)


def test_an_address_is_stopped_after_its_share_and_others_go_on():
    for _ in range(3):
        ask(per_address="3/h")

    with pytest.raises(TooMany):
        ask(per_address="3/h")
    ask(address="192.0.2.2", per_address="3/h")


def test_addresses_of_one_network_count_as_one():
    for number in range(3):
        ask(address=f"2001:db8:1:1::{number}", per_address="3/h")

    with pytest.raises(TooMany):
        ask(address="2001:db8:1:1:ffff::9", per_address="3/h")
    ask(address="2001:db8:1:2::1", per_address="3/h")


def test_a_person_is_stopped_from_wherever_they_ask(alma, ben):
    for number in range(2):
        ask(address=f"192.0.2.{number}", user=alma, per_person="2/h")

    with pytest.raises(TooMany):
        ask(address="192.0.2.77", user=alma, per_person="2/h")
    ask(user=ben, per_person="2/h")


def test_a_mail_address_counts_whatever_its_letters():
    ask(per_person="1/h", person="Alma@example.org ")

    with pytest.raises(TooMany):
        ask(per_person="1/h", person="alma@example.org")


def test_time_gives_back(clock):
    ask(per_address="1/10m")
    clock.shift(601)
    ask(per_address="1/10m")


def test_a_forged_address_changes_nothing(client):
    for number in range(61):
        answer = client.post(
            "/accounts/login/", {"email": f"p{number}@example.org"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"
        )

    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "A little slower" in answer.content.decode()


def test_behind_a_proxy_the_last_address_counts(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(60):
        client.post(
            "/accounts/login/", {"email": f"p{number}@example.org"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.9"
        )

    def status(address):
        headers = {"HTTP_X_FORWARDED_FOR": address}
        return client.post("/accounts/login/", {"email": "q@example.org"}, **headers).status_code

    assert status("10.1.1.1, 192.0.2.9") == 429
    assert status("10.1.1.1, 192.0.2.10") == 302


def test_asking_for_links_again_and_again_ends_for_known_and_unknown_alike(client, alma):
    for email in (alma.email, "nobody@example.org"):
        answers = [client.post("/accounts/login/", {"email": email}).status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]
