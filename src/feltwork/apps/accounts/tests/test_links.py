"""One-time links: opening changes nothing, the button signs in, once, in time."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import Agreement, SignInLink, User
from feltwork.apps.audit.models import AuditRecord

pytestmark = pytest.mark.django_db


def who(client):
    return client.session.get("_auth_user_id")


def test_opening_the_link_changes_nothing(client, alma, link):
    path = link(alma.email)

    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200

    assert who(client) is None
    assert SignInLink.objects.get().used_at is None


def test_the_button_signs_in_and_goes_on(client, alma, link, at):
    actions.agree(user=alma, at=at)

    answer = client.post(link(alma.email, next="/at/alder-house/"))

    assert (answer.status_code, answer["Location"]) == (302, "/at/alder-house/")
    assert who(client) == str(alma.pk)
    used = AuditRecord.objects.get(code="accounts.use_link")
    assert (used.by, used.facts["trusted"]) == (alma, False)


def test_a_link_works_once(client, alma, link, at):
    actions.agree(user=alma, at=at)
    path = link(alma.email)
    client.post(path)
    client.logout()

    again = client.post(path)

    assert again.status_code == 410
    assert "This link was used" in again.content.decode()
    assert who(client) is None


def test_a_link_has_its_time(client, alma, link, clock):
    path = link(alma.email, minutes=30)
    clock.shift(timedelta(minutes=31))

    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410
        assert "This link has had its time" in answer.content.decode()
    assert who(client) is None


def test_an_unknown_link_looks_like_an_old_one(client, alma, link, clock):
    path = link(alma.email)
    clock.shift(timedelta(hours=2))

    old, unknown = client.get(path), client.get(re.sub("[0-9a-f]{64}", "0" * 64, path))

    assert (unknown.status_code, plain(unknown)) == (old.status_code, plain(old))


def test_somebody_new_gives_a_name_and_agrees(client, link):
    path = link("nora@example.org")
    assert 'name="name"' in client.get(path).content.decode()

    refused = client.post(path, {"name": "Nora Lind"})
    assert refused.status_code == 200
    assert not User.objects.exists()

    client.post(path, {"name": "Nora Lind", "agree": "on"})
    nora = User.objects.get()
    assert (nora.name, nora.email, nora.has_usable_password()) == ("Nora Lind", "nora@example.org", False)
    assert Agreement.objects.get().user == nora
    assert who(client) == str(nora.pk)


def test_a_name_given_with_the_link_is_not_asked_for(client, link):
    path = link("nora@example.org", name="Nora Lind")

    assert 'name="name"' not in client.get(path).content.decode()
    client.post(path, {"agree": "on"})

    assert User.objects.get().name == "Nora Lind"


def test_a_link_ends_the_session_of_somebody_else(client, alma, ben, link, sign_in, at):
    actions.agree(user=alma, at=at)
    sign_in(ben)
    path = link(alma.email)
    assert "Ben Okafor" in client.get(path).content.decode()

    client.post(path)

    assert who(client) == str(alma.pk)


def test_a_link_never_leads_elsewhere(client, alma, link, at):
    actions.agree(user=alma, at=at)
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", r"\\evil.example"):
        answer = client.post(link(alma.email, next=target))
        assert answer["Location"] == "/start/"
        client.logout()


def test_a_closed_account_stays_closed(client, alma, link):
    User.objects.filter(pk=alma.pk).update(is_active=False)

    answer = client.post(link(alma.email), {"agree": "on"})

    assert answer["Location"] == "/accounts/closed/"
    assert who(client) is None
    assert client.get(answer["Location"]).status_code == 200
    assert not Agreement.objects.exists()


def test_the_mail_is_made_from_the_identifier_alone(client, alma, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_sign_in_link(email="Alma@Example.org", at=timezone.now())

    mail = mailoutbox[0]
    path = re.search(r"/accounts/link/[0-9a-f]{64}/", mail.body)[0]
    assert mail.to == ["alma@example.org"]
    assert "Alma" not in mail.subject
    assert client.get(path).status_code == 200
    token = path.split("/")[3]
    assert token not in str(list(SignInLink.objects.values_list()))


def test_two_presses_let_one_in(alma, link, at):
    link(alma.email)
    row = SignInLink.objects.get()

    first, second = (actions.use_sign_in_link(link=row, at=timezone.now()) for _ in range(2))

    assert (first, second) == (alma, None)


def plain(answer):
    return re.sub(
        r'csrfmiddlewaretoken" value="[^"]+|X-CSRFToken": "[^"]+|name="next" value="[^"]*', "", answer.content.decode()
    )


def test_a_used_link_proves_the_mailbox_and_a_link_from_the_console_does_not(eva, alma, at):
    from allauth.account.models import EmailAddress

    for person, trusted in ((eva, False), (alma, True)):
        actions.make_sign_in_link(email=person.email, at=at, trusted=trusted)
        actions.use_sign_in_link(link=SignInLink.objects.latest("pk"), at=at)

    assert list(EmailAddress.objects.filter(verified=True).values_list("email", flat=True)) == ["eva@example.org"]
