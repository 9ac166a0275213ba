"""Roles in a school, given and ended by its administrators."""

import pytest
from django.urls import reverse

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import Membership
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/at/alder-house/people/"


def end_of(membership):
    return reverse("accounts-school:role-end", kwargs={"school": membership.school.slug, "uuid": membership.uuid})


def test_only_administrators_see_the_list(client, cast, sign_in):
    answers = {}
    for name, person in vars(cast).items():
        sign_in(person)
        answers[name] = client.get(PAGE).status_code

    assert answers == {
        "alma": 403,
        "ben": 403,
        "carla": 403,
        "dino": 200,
        "ruth": 403,
        "greta": 403,
        "eva": 404,
        "farid": 404,
    }


def test_a_role_is_given_told_and_written_down(client, dino, eva, school, sign_in):
    sign_in(dino, fresh=True)

    client.post(f"{PAGE}grant/", {"email": "EVA@example.org", "role": "registrar"})

    membership = Membership.objects.get(user=eva)
    assert (membership.school, membership.role, membership.granted_by) == (school, "registrar", dino)
    assert Notice.objects.get(to=eva).subject == "A new role on Feltwork"
    assert AuditRecord.objects.get(code="accounts.grant_role").facts == {"role": "registrar", "person": str(eva.uuid)}
    page = client.get(PAGE).content.decode()
    assert "Eva Brandt" in page and "now has the role" in page


def test_giving_a_role_twice_changes_nothing(dino, eva, school, at):
    first, second = (actions.grant_role(school=school, user=eva, role="faculty", by=dino, at=at) for _ in range(2))

    assert first == second
    assert AuditRecord.objects.filter(code="accounts.grant_role").count() == 1


@pytest.mark.parametrize("role", ["student", "provider", "owner", ""])
def test_other_roles_are_not_given_by_hand(client, dino, eva, sign_in, role):
    sign_in(dino, fresh=True)

    answer = client.post(f"{PAGE}grant/", {"email": eva.email, "role": role})

    assert answer.status_code == 200
    assert not Membership.objects.filter(user=eva).exists()


def test_a_role_ends_at_once_and_can_be_given_again(client, dino, ruth, school, sign_in, at):
    sign_in(dino, fresh=True)
    membership = Membership.objects.get(user=ruth)

    client.post(end_of(membership))

    membership.refresh_from_db()
    assert membership.until is not None
    assert Notice.objects.get(to=ruth).subject == "A role on Feltwork has ended"
    assert actions.grant_role(school=school, user=ruth, role="credentialing", by=dino, at=at).pk != membership.pk


def test_the_last_administrator_stays(client, dino, sign_in):
    sign_in(dino, fresh=True)

    answer = client.post(end_of(Membership.objects.get(user=dino)), follow=True)

    assert "at least one administrator" in answer.content.decode()
    assert Membership.objects.get(user=dino).until is None


def test_roles_of_another_school_are_out_of_reach(client, dino, farid, elsewhere, sign_in):
    sign_in(dino, fresh=True)
    theirs = Membership.objects.get(user=farid, role="registrar")

    assert client.post(f"/at/alder-house/people/{theirs.uuid}/end/").status_code == 404
    assert client.post(end_of(theirs)).status_code == 404
    assert client.post("/at/birch-hall/people/grant/", {"email": "x@example.org", "role": "admin"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.until is None


def test_the_list_asks_as_often_for_one_as_for_many(client, dino, school, sign_in, django_assert_num_queries):
    sign_in(dino)
    with django_assert_num_queries(6):
        client.get(PAGE)
    for role in ("faculty", "registrar", "faculty"):
        MembershipFactory(school=school, user=UserFactory(), role=role)
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_mail_that_was_given_up_is_shown_to_the_school_it_came_from(client, dino, alma, school, elsewhere, sign_in, at):
    for number, place in enumerate((school, elsewhere)):
        Notice.objects.create(
            school=place,
            to=alma,
            email=f"gone{number}@example.org",
            code="test.told",
            key=f"k{number}",
            subject="A word",
            body="Words",
            created_at=at,
            mail="failed",
        )
    sign_in(dino)

    page = client.get(PAGE).content.decode()

    assert "gone0@example.org" in page
    assert "gone1@example.org" not in page
