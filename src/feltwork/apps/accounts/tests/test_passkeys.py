"""Passkeys, without a browser: what is taken, and what is refused."""

import json
import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator

from feltwork.apps.accounts import actions, stepup
from feltwork.apps.accounts.tests.device import Device
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
NEW, STEP_UP, ASK, SIGN_IN = (
    f"/accounts/{page}/" for page in ("passkeys/new", "step-up", "passkey/questions", "passkey")
)


def questions_on(client, page):
    found = re.search(
        r'id="[a-z-]*passkey-questions" type="application/json">(.+?)</script>', client.get(page).content.decode()
    )
    return json.loads(unescape(found[1]))


@pytest.fixture
def device(client, alma, sign_in, at):
    """Alma's device, on which she just made a passkey; she is signed out."""
    device = Device()
    actions.agree(user=alma, at=at)
    sign_in(alma)
    answer = client.post(NEW, {"name": "My phone", "credential": json.dumps(device.make(questions_on(client, NEW)))})
    assert answer["Location"] == "/accounts/recovery-codes/"
    client.post("/accounts/logout/")
    return device


def test_a_passkey_that_was_made_is_kept_and_told(device, alma):
    passkey = Authenticator.objects.get(user=alma, type="webauthn")

    assert (str(passkey), stepup.factors_of(alma)) == ("My phone", {"webauthn", "recovery_codes"})
    assert Notice.objects.get(to=alma).code == "accounts.add_passkey"


def test_making_one_is_a_proof(client, alma, sign_in):
    sign_in(alma)
    client.post(NEW, {"name": "x", "credential": json.dumps(Device().make(questions_on(client, NEW)))})

    assert client.get("/accounts/address/").status_code == 200


def test_a_passkey_signs_in_at_once_and_is_a_proof(client, device, alma):
    answer = client.post(
        SIGN_IN, {"credential": json.dumps(device.use(client.get(ASK).json())), "next": "/accounts/address/"}
    )

    assert answer["Location"] == "/accounts/address/"
    assert client.session["_auth_user_id"] == str(alma.pk)
    assert client.get("/accounts/address/").status_code == 200


def test_an_answer_is_good_once_and_for_its_own_question(client, device):
    answer = json.dumps(device.use(client.get(ASK).json()))
    client.get(ASK)

    for _ in range(2):
        assert client.post(SIGN_IN, {"credential": answer})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("change", ["verified", "rp_id", "stranger", "user_handle"])
def test_what_is_not_this_passkey_is_refused(client, device, ben, change):
    questions = client.get(ASK).json()
    if change == "rp_id":
        device.rp_id = "evil.example"
    if change == "stranger":
        device.key = Device().key
    if change == "user_handle":
        device.user_handle = str(ben.pk).encode()

    answer = device.use(questions, verified=change != "verified")

    assert client.post(SIGN_IN, {"credential": json.dumps(answer)})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_an_answer_from_another_site_is_refused_where_the_origin_counts(client, device, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    device.origin = "https://evil.example"

    answer = client.post(SIGN_IN, {"credential": json.dumps(device.use(client.get(ASK).json()))})

    assert "_auth_user_id" not in client.session
    assert answer["Location"] == "/accounts/login/"


def test_each_changed_byte_is_found(client, device):
    for part in ("authenticatorData", "signature", "clientDataJSON"):
        answer = device.use(client.get(ASK).json())
        value = answer["response"][part]
        answer["response"][part] = value[:20] + ("A" if value[20] != "A" else "B") + value[21:]
        client.post(SIGN_IN, {"credential": json.dumps(answer)})
        assert "_auth_user_id" not in client.session, part


def test_a_passkey_is_a_proof_for_its_owner_only(client, device, alma, ben, sign_in):
    sign_in(alma)
    assert client.post(STEP_UP, {"credential": json.dumps(device.use(questions_on(client, STEP_UP)))})["Location"]
    assert client.get("/accounts/address/").status_code == 200

    sign_in(ben)
    answer = client.post(STEP_UP, {"credential": json.dumps(device.use(questions_on(client, STEP_UP)))})
    assert answer.status_code == 200
    assert client.get("/accounts/address/")["Location"].startswith(STEP_UP)


def test_a_closed_account_does_not_open_by_passkey(client, device, alma):
    alma.is_active = False
    alma.save()

    answer = client.post(SIGN_IN, {"credential": json.dumps(device.use(client.get(ASK).json()))})

    assert answer["Location"] == "/accounts/closed/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("changed", ["unverified", "challenge", "not json", "{}", "[]", "null", ""])
def test_a_new_passkey_must_answer_the_question(client, alma, sign_in, changed):
    sign_in(alma)
    device, questions = Device(), questions_on(client, NEW)
    if changed == "challenge":
        questions["publicKey"]["challenge"] = "AAAA"
    made = json.dumps(device.make(questions, verified=changed != "unverified"))

    answer = client.post(NEW, {"name": "x", "credential": made if changed in {"unverified", "challenge"} else changed})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_second_step_takes_the_passkey(client, device, alma, link):
    client.post(link(alma.email), {"agree": "on"})
    prove = "/accounts/prove/"

    answer = client.post(prove, {"credential": json.dumps(device.use(questions_on(client, prove)))})

    assert answer["Location"] == "/start/"
    assert client.session["_auth_user_id"] == str(alma.pk)
