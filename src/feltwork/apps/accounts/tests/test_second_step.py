"""Who has a passkey or an app is asked for it after a link or a password; a console link is enough by itself."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from feltwork.apps.accounts import actions

pytestmark = pytest.mark.django_db
PROVE = "/accounts/prove/"


@pytest.fixture
def begun(client, alma, link, at, with_app):
    """Alma pressed the button of her link and has an app."""
    actions.agree(user=with_app(alma), at=at)
    answer = client.post(link(alma.email, next="/at/alder-house/"))
    assert answer["Location"] == PROVE
    return client


def test_a_mailbox_alone_does_not_get_in(begun):
    assert "_auth_user_id" not in begun.session
    assert begun.get("/accounts/")["Location"].startswith("/accounts/login/")


def test_the_code_of_the_app_gets_in(begun, alma, code):
    assert begun.get(PROVE).status_code == 200

    answer = begun.post(PROVE, {"code": code()})

    assert answer["Location"] == "/at/alder-house/"
    assert begun.session["_auth_user_id"] == str(alma.pk)


def test_a_code_works_once(begun, alma, code, link):
    begun.post(PROVE, {"code": code()})
    begun.post("/accounts/logout/")
    begun.post(link(alma.email))

    again = begun.post(PROVE, {"code": code()})

    assert "This did not work" in again.content.decode()
    assert "_auth_user_id" not in begun.session


def test_a_recovery_code_gets_in_once(begun, alma, link):
    codes = Authenticator.objects.get(user=alma, type="recovery_codes").wrap().get_unused_codes()

    assert begun.post(PROVE, {"code": codes[3]})["Location"] == "/at/alder-house/"
    begun.post("/accounts/logout/")
    begun.post(link(alma.email))
    assert begun.post(PROVE, {"code": codes[3]}).status_code == 200


def test_many_wrong_codes_end_in_a_wait(begun, code):
    for number in range(5):
        begun.post(PROVE, {"code": f"00000{number}"})

    answer = begun.post(PROVE, {"code": code()})

    assert "too many tries" in answer.content.decode()
    assert "_auth_user_id" not in begun.session


def test_nobody_proves_anything_without_having_begun(client):
    assert client.get(PROVE)["Location"] == "/accounts/login/"
    assert client.post(PROVE, {"code": "123456"})["Location"] == "/accounts/login/"


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 3}', '"text"', '{"response": {"userHandle": "AA"}}']
)
def test_an_answer_no_browser_gives_is_refused(begun, client, answer):
    assert begun.post(PROVE, {"credential": answer}).status_code == 200
    begun.get("/accounts/passkey/questions/")
    assert begun.post("/accounts/passkey/", {"credential": answer})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in begun.session


def test_a_console_link_is_enough_by_itself(client, alma, link, at, with_app):
    actions.agree(user=with_app(alma), at=at)

    answer = client.post(link(alma.email, trusted=True))

    assert answer["Location"] == "/start/"
    assert client.session["_auth_user_id"] == str(alma.pk)


def test_secrets_lie_encrypted(alma, with_app):
    with_app(alma)

    rows = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert "JBSWY3DPEHPK3PXP" not in rows
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).instance.data["seed"]
    assert len(seed) > 80 and seed.startswith("gAAAA")
