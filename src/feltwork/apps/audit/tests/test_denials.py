"""Who asked for a page of a school and did not get it is written down, once."""

import uuid

import pytest

from feltwork.apps.accounts.models import Membership
from feltwork.apps.audit.models import AuditRecord

pytestmark = pytest.mark.django_db
PEOPLE = "/at/alder-house/people/"


def denials():
    rows = AuditRecord.objects.filter(kind="denied").order_by("pk")
    return [(row.code, row.by, row.school, row.facts) for row in rows]


def test_a_stranger_and_a_member_without_the_role_are_noted(client, alma, farid, school, sign_in):
    for person, status in ((farid, 404), (alma, 403)):
        sign_in(person)
        assert client.get(PEOPLE).status_code == status

    route = {"route": "accounts-school:roles", "method": "GET"}
    assert denials() == [
        ("audit.deny", farid, school, route | {"status": 404}),
        ("audit.deny", alma, school, route | {"status": 403}),
    ]


def test_what_was_asked_for_is_noted_by_its_identifier(client, dino, sign_in):
    sign_in(dino, fresh=True)
    missing = uuid.uuid4()

    assert client.post(f"{PEOPLE}{missing}/end/").status_code == 404

    assert denials()[0][3]["uuid"] == str(missing)


def test_a_hidden_and_a_missing_row_leave_the_same_trace(client, dino, farid, sign_in):
    sign_in(dino, fresh=True)
    hidden = Membership.objects.filter(user=farid).first()

    for identifier in (hidden.uuid, uuid.uuid4()):
        assert client.post(f"{PEOPLE}{identifier}/end/").status_code == 404

    first, second = (facts for *_rest, facts in denials())
    assert first | {"uuid": ""} == second | {"uuid": ""}


def test_ordinary_misses_leave_no_trace(client, alma, school, sign_in):
    client.get(PEOPLE)
    client.get("/at/alder-house/no-such-page/")
    sign_in(alma)
    client.get("/at/alder-house/no-such-page/")
    client.get("/at/no-such-school/people/")
    client.get("/no-such-page/")
    client.get("/accounts/passkeys/1/name/")

    assert denials() == []
