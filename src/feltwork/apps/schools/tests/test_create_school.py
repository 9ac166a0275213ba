"""The first school of a new installation."""

import pytest
from django.core.management import CommandError, call_command

from feltwork.apps.accounts.models import Membership
from feltwork.apps.schools.models import School

pytestmark = pytest.mark.django_db


def create(*more, slug="birch-hall"):
    call_command("create_school", slug, "Birch Hall", "--admin", "vera@example.org", *more)


def test_a_school_is_founded_and_its_administrator_let_in(client, capsys):
    create("--time-zone", "Europe/Oslo", "--admin-name", "Vera Lang")

    school = School.objects.get(slug="birch-hall")
    assert (school.name, school.time_zone) == ("Birch Hall", "Europe/Oslo")
    assert Membership.objects.get(school=school).user.name == "Vera Lang"
    path = capsys.readouterr().out.strip().partition("/accounts/")[2]
    assert client.get(f"/accounts/{path}").status_code == 200


@pytest.mark.parametrize(
    ("more", "word"), [(("--time-zone", "Middle/Earth"), "time zone"), (("--admin", "nobody"), "address")]
)
def test_what_cannot_be_is_said_in_one_line_and_nothing_is_made(more, word):
    with pytest.raises(CommandError, match=word):
        create(*more)
    assert not School.objects.exists()


def test_an_address_is_given_once(school):
    with pytest.raises(CommandError, match="already exists"):
        create(slug=school.slug)
