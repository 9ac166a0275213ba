"""Several people at the same moment. SQLite has one writer at a time anyway; PostgreSQL needs the locks."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_scopes import scopes_disabled

from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.models import Cohort, WorkItem
from feltwork.apps.schools.tests.factories import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs several writers"),
]


def at_once(*acts):
    """Run *acts* in threads that start together; what each returned or raised."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        with scopes_disabled():
            barrier.wait()
            try:
                results[index] = act()
            except Exception as error:
                results[index] = error
            finally:
                connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_last_place_is_given_once(school, cohort, greta, at):
    Cohort.objects.update(places=1)
    people = [UserFactory() for _ in range(4)]
    acts = [lambda p=p: actions.enrol(school=school, student=p, cohort=cohort, by=greta, at=at) for p in people]
    results = at_once(*acts)
    assert queries.taken_places(cohort) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 3


def test_a_matter_is_put_on_the_list_once(school, greta, at):
    facts = {"kind": "evidence", "subject_uuid": school.uuid, "who": "x", "person": greta, "title": "x", "url": ""}
    at_once(*[lambda: actions.open_work(school=school, **facts, at=at)] * 4)
    assert WorkItem.objects.count() == 1


def test_a_place_is_left_once(alma, greta, at):
    acts = [lambda: actions.withdraw(enrolment=alma.enrolment, reason="x", by=greta, at=at)] * 3
    results = at_once(*acts)
    assert sum(isinstance(result, ValidationError) for result in results) == 2
    assert alma.enrolment.events.count() == 1
