"""The staff's worklist."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(school, alma, at):
    def make(**words):
        given = {
            "kind": "evidence",
            "subject_uuid": uuid4(),
            "who": alma.name,
            "person": alma,
            "title": "An invoice in place of a signature",
            "url": "certification/queue/",
        }
        return actions.open_work(school=school, **{"at": at, **given, **words})

    return make


def test_a_matter_waits_once_and_has_the_schools_days(put):
    subject = uuid4()
    first = put(subject_uuid=subject)
    again = put(subject_uuid=subject, title="Another title")
    assert (again.pk, again.title) == (first.pk, "An invoice in place of a signature")
    assert first.due_on == date(2026, 12, 3)


def test_a_matter_that_was_closed_can_come_again(put, school, ruth, at):
    subject = uuid4()
    first = put(subject_uuid=subject)
    closed = actions.close_work(school=school, kind="evidence", subject_uuid=subject, by=ruth, at=at)
    assert (closed.pk, closed.closed_by) == (first.pk, ruth)
    assert actions.close_work(school=school, kind="evidence", subject_uuid=subject, by=ruth, at=at) is None
    assert put(subject_uuid=subject).pk != first.pk
    assert WorkItem.objects.count() == 2


def test_work_is_given_to_somebody_and_back_to_everybody(put, school, ruth, greta, at):
    item = put()
    actions.assign_work(item=item, to=ruth, by=greta, at=at)
    assert [row["uuid"] for row in queries.open_work_items(school, assigned_to=ruth)] == [item.uuid]
    actions.assign_work(item=item, to=None, by=greta, at=at)
    assert list(queries.open_work_items(school, assigned_to=ruth)) == []
    actions.close_work(school=school, kind="evidence", subject_uuid=item.subject_uuid, by=ruth, at=at)
    with pytest.raises(ValidationError, match="already done"):
        actions.assign_work(item=item, to=ruth, by=greta, at=at)


def test_the_list_in_its_orders_and_by_kind(put, school, elsewhere, at):
    old = put(at=at - timedelta(days=3), kind="application", who="Zoe", due_on=date(2027, 1, 1))
    new = put(who="Ada")
    put_elsewhere = actions.open_work(
        school=elsewhere, kind="evidence", subject_uuid=uuid4(), who="X", person=None, title="X", url="", at=at
    )
    orders = {order: [r["uuid"] for r in queries.open_work_items(school, order=order)] for order in queries_orders()}
    assert orders == {
        "oldest": [old.uuid, new.uuid],
        "newest": [new.uuid, old.uuid],
        "due": [new.uuid, old.uuid],
        "who": [new.uuid, old.uuid],
        "nonsense": [old.uuid, new.uuid],
    }
    assert [r["uuid"] for r in queries.open_work_items(school, kind="application")] == [old.uuid]
    assert [r["uuid"] for r in queries.open_work_items(elsewhere)] == [put_elsewhere.uuid]


def queries_orders():
    return ("oldest", "newest", "due", "who", "nonsense")
