"""What the operator does on the console."""

import pytest
from django.core.management import CommandError, call_command

from feltwork.apps.accounts import stepup
from feltwork.apps.accounts.models import SignInLink, User

pytestmark = pytest.mark.django_db


def test_a_link_from_the_console_signs_in_and_is_a_proof(client, capsys):
    call_command("sign_in_link", "Nora@example.org", "--name", "Nora Lind", "--next", "/accounts/")
    link = capsys.readouterr().out.strip()
    assert SignInLink.objects.get().is_trusted

    answer = client.post(link.removeprefix("http://127.0.0.1:8000"), {"agree": "on"})

    assert answer["Location"] == "/accounts/"
    assert User.objects.get().email == "nora@example.org"
    assert client.get("/accounts/address/").status_code == 200


def test_a_slip_is_said():
    with pytest.raises(CommandError, match="no mail address"):
        call_command("sign_in_link", "nora")
    with pytest.raises(CommandError, match="nobody"):
        call_command("forget_factors", "nora@example.org")


def test_somebody_who_lost_everything_starts_anew(alma, with_app, mailoutbox, django_capture_on_commit_callbacks):
    with_app(alma)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("forget_factors", "ALMA@example.org")

    assert stepup.factors_of(alma) == set()
    assert [mail.to for mail in mailoutbox] == [[alma.email]]
