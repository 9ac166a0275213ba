"""Passkeys, app, recovery codes, password: set up, changed, removed; the person is told each time."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.utils import timezone

from feltwork.apps.accounts import actions, stepup
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
CREDENTIAL = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}


def give_passkey(user, name="Blue key"):
    return actions.add_passkey(user=user, name=name, credential=CREDENTIAL, by=user, at=timezone.now())


def test_the_first_app_needs_no_proof_the_next_change_does(client, alma, sign_in, clock):
    sign_in(alma)
    page = client.get("/accounts/app/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = client.session[SECRET_SESSION_KEY]

    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    answer = client.post("/accounts/app/", {"code": code})

    assert answer["Location"] == "/accounts/recovery-codes/"
    assert stepup.factors_of(alma) == {"totp", "recovery_codes"}
    assert client.get("/accounts/recovery-codes/").status_code == 200
    clock.shift(301)
    for page in ("app/", "app/remove/", "passkeys/new/", "recovery-codes/", "password/", "address/"):
        assert client.get(f"/accounts/{page}")["Location"].startswith("/accounts/step-up/"), page


def test_a_wrong_first_code_sets_nothing_up(client, alma, sign_in):
    sign_in(alma)
    client.get("/accounts/app/")

    answer = client.post("/accounts/app/", {"code": "000000"})

    assert answer.status_code == 200
    assert stepup.factors_of(alma) == set()


def test_a_passkey_is_named_renamed_and_removed(client, alma, sign_in):
    passkey = give_passkey(alma)
    sign_in(alma, fresh=True)

    assert client.get(f"/accounts/passkeys/{passkey.pk}/name/").status_code == 200
    client.post(f"/accounts/passkeys/{passkey.pk}/name/", {"name": "Red key"})
    assert "Red key" in client.get("/accounts/").content.decode()

    assert (
        "last thing you prove yourself with" in client.get(f"/accounts/passkeys/{passkey.pk}/remove/").content.decode()
    )
    client.post(f"/accounts/passkeys/{passkey.pk}/remove/")
    assert stepup.factors_of(alma) == set()
    assert [r.code for r in AuditRecord.objects.filter(by=alma, code__contains="passkey").order_by("pk")] == [
        "accounts.add_passkey",
        "accounts.rename_passkey",
        "accounts.remove_passkey",
    ]


@pytest.mark.parametrize("page", ["name", "remove"])
def test_somebody_elses_passkey_is_not_found(client, alma, farid, eva, sign_in, page):
    passkey = give_passkey(alma)
    for person in (farid, eva):
        sign_in(person, fresh=True)
        assert client.get(f"/accounts/passkeys/{passkey.pk}/{page}/").status_code == 404
        assert client.post(f"/accounts/passkeys/{passkey.pk}/{page}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(user=alma, type="webauthn").count() == 1


def test_recovery_codes_stay_while_something_is_left(alma, with_app):
    passkey = give_passkey(with_app(alma))

    actions.remove_app(user=alma, by=alma, at=timezone.now())
    assert stepup.factors_of(alma) == {"webauthn", "recovery_codes"}
    actions.remove_passkey(passkey=passkey, by=alma, at=timezone.now())
    assert stepup.factors_of(alma) == set()


def test_new_recovery_codes_replace_the_old_ones(client, alma, sign_in, with_app):
    sign_in(with_app(alma), fresh=True)
    before = codes_of(alma)

    client.post("/accounts/recovery-codes/")

    assert len(codes_of(alma)) == 10
    assert not set(before) & set(codes_of(alma))


def test_a_password_needs_a_second_factor_and_ends_other_sessions(client, alma, sign_in, with_app):
    from django.test import Client

    sign_in(alma, fresh=True)
    assert client.get("/accounts/password/")["Location"] == "/accounts/second-factor/"
    other = sign_in(with_app(alma), with_client=Client())

    assert client.post("/accounts/password/", {"password": "short"}).status_code == 200
    answer = client.post("/accounts/password/", {"password": "plum tree by the lake"})

    assert answer["Location"] == "/accounts/"
    assert User.objects.get(pk=alma.pk).check_password("plum tree by the lake")
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


@pytest.mark.parametrize("verb", ["add_passkey", "remove_passkey", "set_up_app", "remove_app", "renew_recovery_codes"])
def test_each_change_is_told(alma, with_app, verb, mailoutbox, django_capture_on_commit_callbacks):
    at = timezone.now()
    passkey = give_passkey(with_app(alma))
    Notice.objects.all().delete()
    change = {
        "add_passkey": lambda: give_passkey(alma, "Another"),
        "remove_passkey": lambda: actions.remove_passkey(passkey=passkey, by=alma, at=at),
        "set_up_app": lambda: actions.set_up_app(user=alma, secret="ABC", by=alma, at=at),
        "remove_app": lambda: actions.remove_app(user=alma, by=alma, at=at),
        "renew_recovery_codes": lambda: actions.renew_recovery_codes(user=alma, by=alma, at=at),
    }[verb]

    with django_capture_on_commit_callbacks(execute=True):
        change()

    notice = Notice.objects.get()
    assert (notice.to, notice.code, notice.subject) == (alma, f"accounts.{verb}", "A change to how you sign in")
    assert [mail.to for mail in mailoutbox] == [[alma.email]]
    assert "http://127.0.0.1:8000/accounts/" in mailoutbox[0].body


def test_the_operator_helps_somebody_who_lost_everything(alma, with_app):
    give_passkey(with_app(alma))

    actions.forget_factors(user=alma, by=None, at=timezone.now())

    alma.refresh_from_db()
    assert not stepup.can_prove(alma)
    assert AuditRecord.objects.get(code="accounts.forget_factors").by is None


def codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
