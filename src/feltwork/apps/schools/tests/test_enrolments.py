"""A place from beginning to end: every way it may go, and every way it may not."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.accounts.models import Membership
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent
from feltwork.apps.schools.tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    RuleEditionFactory,
    UserFactory,
)

State = Enrolment.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def next_cohort(cohort):
    """The cohort of 2027, under the next edition of the rules."""
    edition = RuleEditionFactory(programme=cohort.programme, code="2026-1", valid_from=date(2026, 9, 1))
    return CohortFactory(
        programme=cohort.programme, edition=edition, code="2027", name="Bristol 2027", starts_on=date(2027, 3, 5)
    )


@pytest.fixture
def heard():
    """What the signal told, in order."""
    told = []

    def listen(sender, enrolment, at, **kwargs):
        told.append((enrolment.uuid, enrolment.state))

    enrolment_changed.connect(listen)
    yield told
    enrolment_changed.disconnect(listen)


def roles_of(user):
    return sorted(Membership.objects.filter(user=user, until=None).values_list("role", flat=True))


def test_enrolling_gives_a_place_the_rules_of_the_cohort_and_the_role(school, cohort, eva, greta, at, heard):
    place = actions.enrol(school=school, student=eva, cohort=cohort, by=greta, at=at)
    assert (place.state, place.edition, place.anchor_on) == (State.ACTIVE, cohort.edition, date(2025, 3, 14))
    assert roles_of(eva) == ["student"]
    assert [(e.kind, e.on, e.by) for e in place.events.all()] == [("enrolled", date(2026, 11, 19), greta)]
    assert AuditRecord.objects.get(code="schools.enrol").subject_uuid == place.uuid
    assert heard == [(place.uuid, "active")]


def test_enrolling_with_what_was_brought_along(school, cohort, eva, greta, at):
    credit = {
        "kind": "training_day",
        "level": "beginning",
        "amount": 12,
        "source": "SE Australia, certificate of attendance",
        "modes": {"in_person": 10, "online": 2},
        "reason": "moved here",
        "on": date(2026, 11, 1),
    }
    place = actions.enrol(school=school, student=eva, cohort=cohort, by=greta, at=at, recognised=[credit])
    assert [(c.kind, c.amount, c.modes) for c in place.recognised.all()] == [
        ("training_day", Fraction(12), {"in_person": 10, "online": 2})
    ]
    assert [e.kind for e in place.events.all()] == ["enrolled", "transferred_in"]


def test_a_full_cohort_takes_nobody(school, cohort, eva, alma, greta, at):
    cohort.places = 1
    cohort.save()
    with pytest.raises(ValidationError) as refused:
        actions.enrol(school=school, student=eva, cohort=cohort, by=greta, at=at)
    assert refused.value.message_dict == {"cohort": ["This cohort has no free place."]}
    assert roles_of(eva) == []


def test_a_place_that_was_given_up_is_free_again(school, cohort, eva, alma, greta, at):
    cohort.places = 1
    cohort.save()
    actions.withdraw(enrolment=alma.enrolment, reason="moves away", by=greta, at=at)
    actions.enrol(school=school, student=eva, cohort=cohort, by=greta, at=at)
    assert queries.taken_places(cohort) == 1


def test_nobody_has_two_places_in_one_programme(school, cohort, next_cohort, alma, greta, at):
    for one in (cohort, next_cohort):
        with pytest.raises(ValidationError, match="already has a place"):
            actions.enrol(school=school, student=alma, cohort=one, by=greta, at=at)


def test_who_left_can_come_back_in_another_cohort(school, cohort, next_cohort, alma, greta, at):
    actions.withdraw(enrolment=alma.enrolment, reason="ill", by=greta, at=at)
    with pytest.raises(ValidationError, match="in this cohort before"):
        actions.enrol(school=school, student=alma, cohort=cohort, by=greta, at=at)
    back = actions.enrol(school=school, student=alma, cohort=next_cohort, by=greta, at=at)
    assert back.edition == next_cohort.edition
    assert roles_of(alma) == ["student"]


def test_a_pause_and_its_end(alma, greta, at, heard):
    place = actions.defer(enrolment=alma.enrolment, until=date(2027, 3, 1), reason="a child", by=greta, at=at)
    assert place.state == State.DEFERRED
    place = actions.resume(enrolment=place, by=greta, at=at + timedelta(days=90))
    assert [(e.kind, e.until, e.reason) for e in place.events.all()] == [
        ("deferred", date(2027, 3, 1), "a child"),
        ("resumed", None, ""),
    ]
    assert [state for _uuid, state in heard] == ["deferred", "active"]


def test_a_pause_needs_a_reason_and_a_day_to_come(alma, greta, at):
    with pytest.raises(ValidationError) as refused:
        actions.defer(enrolment=alma.enrolment, until=date(2026, 11, 19), reason="a child", by=greta, at=at)
    assert refused.value.message_dict == {"until": ["Please choose a day that is still to come."]}
    with pytest.raises(ValidationError) as refused:
        actions.defer(enrolment=alma.enrolment, until=None, reason="  ", by=greta, at=at)
    assert refused.value.message_dict == {"reason": ["Please say why; a word or two will do."]}
    assert not alma.enrolment.events.exists()


def test_changing_cohort_keeps_the_rules_once_training_has_begun(alma, cohort, next_cohort, greta, at):
    place = actions.change_cohort(enrolment=alma.enrolment, cohort=next_cohort, reason="work", by=greta, at=at)
    assert (place.cohort, place.edition, place.anchor_on) == (next_cohort, cohort.edition, cohort.starts_on)
    event = place.events.get()
    assert event.data == {
        "before": {"cohort": str(cohort.uuid), "edition": "2024-2"},
        "after": {"cohort": str(next_cohort.uuid), "edition": "2024-2"},
    }


def test_changing_cohort_before_anything_began_takes_the_new_rules(cohort, next_cohort, member, greta, at):
    later = CohortFactory(
        programme=cohort.programme, edition=next_cohort.edition, code="2028", starts_on=date(2028, 3, 3)
    )
    early = EnrolmentFactory(cohort=later, student=member("Noor Aziz", "student"))
    place = actions.change_cohort(enrolment=early, cohort=next_cohort, reason="sooner", by=greta, at=at)
    assert (place.edition, place.anchor_on) == (next_cohort.edition, date(2027, 3, 5))


def test_who_paused_before_the_first_day_has_not_begun(alma, next_cohort, greta, at):
    before = at.replace(year=2025, month=1)
    place = actions.defer(enrolment=alma.enrolment, until=None, reason="ill", by=greta, at=before)
    place = actions.change_cohort(enrolment=place, cohort=next_cohort, reason="next year", by=greta, at=at)
    assert (place.edition, place.anchor_on) == (next_cohort.edition, next_cohort.starts_on)


def test_changing_to_a_full_cohort_to_the_same_or_to_another_programme(alma, cohort, next_cohort, greta, at):
    next_cohort.places = 0
    next_cohort.save()
    for target, words in ((next_cohort, "no free place"), (cohort, "the cohort they are in")):
        with pytest.raises(ValidationError, match=words):
            actions.change_cohort(enrolment=alma.enrolment, cohort=target, reason="work", by=greta, at=at)
    other = CohortFactory(programme=ProgrammeFactory(school=cohort.school), edition=cohort.edition)
    with pytest.raises(ValidationError, match="another programme"):
        actions.change_cohort(enrolment=alma.enrolment, cohort=other, reason="work", by=greta, at=at)


def test_leaving_ends_the_place_and_the_role(alma, greta, at):
    place = actions.withdraw(enrolment=alma.enrolment, reason="moves away", by=greta, at=at)
    assert (place.state, place.ended_on) == (State.WITHDRAWN, date(2026, 11, 19))
    assert roles_of(alma) == []


def test_leaving_one_programme_keeps_the_role_for_the_other(alma, school, cohort, greta, at):
    programme = actions.create_programme(school=school, name="Touch", certificate_title="Touch skills", by=greta, at=at)
    edition = RuleEditionFactory(programme=programme)
    EnrolmentFactory(cohort=CohortFactory(programme=programme, edition=edition), student=alma)
    actions.withdraw(enrolment=alma.enrolment, reason="enough", by=greta, at=at)
    assert roles_of(alma) == ["student"]


def test_a_hold_stops_the_certificate_until_it_is_lifted(alma, greta, at):
    place = actions.hold(enrolment=alma.enrolment, code="invoice", reason="Invoice 17 is open", by=greta, at=at)
    assert queries.holds(place) == [queries.Hold("invoice", "Invoice 17 is open", date(2026, 11, 19))]
    with pytest.raises(ValidationError, match="is held"):
        actions.complete(enrolment=place, by=greta, at=at)
    with pytest.raises(ValidationError, match="already held"):
        actions.hold(enrolment=place, code="invoice", reason="again", by=greta, at=at)
    actions.release(enrolment=place, code="invoice", by=greta, at=at)
    assert queries.holds(place) == []
    with pytest.raises(ValidationError, match="not held"):
        actions.release(enrolment=place, code="invoice", by=greta, at=at)
    assert actions.complete(enrolment=place, by=greta, at=at).state == State.COMPLETED


VERBS = {
    "defer": lambda place, **who: actions.defer(enrolment=place, until=None, reason="x", **who),
    "resume": lambda place, **who: actions.resume(enrolment=place, **who),
    "change_cohort": lambda place, **who: actions.change_cohort(
        enrolment=place, cohort=place.cohort.programme.cohorts.get(code="2027"), reason="x", **who
    ),
    "withdraw": lambda place, **who: actions.withdraw(enrolment=place, reason="x", **who),
    "complete": lambda place, **who: actions.complete(enrolment=place, **who),
    "hold": lambda place, **who: actions.hold(enrolment=place, code="forms", reason="x", **who),
    "release": lambda place, **who: actions.release(enrolment=place, code="invoice", **who),
    "recognise": lambda place, **who: actions.recognise(
        enrolment=place, kind="training_day", level="", amount=1, source="x", reason="", on=date(2026, 1, 1), **who
    ),
}
ALLOWED = {
    State.ACTIVE: {"defer", "change_cohort", "withdraw", "complete", "hold", "release", "recognise"},
    State.DEFERRED: {"resume", "change_cohort", "withdraw", "hold", "release", "recognise"},
    State.WITHDRAWN: set(),
    State.COMPLETED: set(),
}


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(State.values, VERBS)))
def test_every_step_is_taken_from_the_right_state_and_refused_from_any_other(state, verb, alma, next_cohort, greta, at):
    place = alma.enrolment
    if verb == "release":
        actions.hold(enrolment=place, code="invoice", reason="x", by=greta, at=at)
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    if state == State.DEFERRED:
        EnrolmentEvent.objects.create(school=place.school, enrolment=place, kind="deferred", on=at.date(), at=at)
    count = place.events.count()
    if verb in ALLOWED[State(state)]:
        VERBS[verb](place, by=greta, at=at)
        assert place.events.count() == count + 1
    else:
        with pytest.raises(ValidationError):
            VERBS[verb](place, by=greta, at=at)
        assert place.events.count() == count
        place.refresh_from_db()
        assert place.state == state


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"source": " "}, "source"),
        ({"modes": {"telepathy": 2}}, "modes"),
        ({"modes": {"online": 1}}, "modes"),
    ],
)
def test_recognised_credit_says_what_is_wrong(wrong, field, alma, greta, at):
    given = {"kind": "training_day", "level": "", "amount": 2, "source": "EASE", "reason": "", "on": at.date()}
    with pytest.raises(ValidationError) as refused:
        actions.recognise(enrolment=alma.enrolment, **{**given, **wrong}, by=greta, at=at)
    assert list(refused.value.message_dict) == [field]


def test_a_place_more_than_there_is_never_exists(school, cohort, greta, at):
    cohort.places = 3
    cohort.save()
    people = [UserFactory() for _ in range(5)]
    refused = 0
    for person in people:
        try:
            actions.enrol(school=school, student=person, cohort=cohort, by=greta, at=at)
        except ValidationError:
            refused += 1
    assert (queries.taken_places(cohort), refused) == (3, 2)


def test_a_recognition_that_was_wrong_is_taken_back_by_a_row_of_its_own(alma, greta, at, heard):
    given = {"kind": "personal_session", "level": "beginning", "source": "SE Australia", "reason": "", "on": at.date()}
    wrong = actions.recognise(enrolment=alma.enrolment, amount=12, **given, by=greta, at=at)
    right = actions.recognise(enrolment=alma.enrolment, amount=2, **given, by=greta, at=at)
    actions.take_back_credit(credit=wrong, reason="Twelve was a slip of the hand.", by=greta, at=at)
    assert queries.credits_of(alma.enrolment) == [right]
    assert alma.enrolment.recognised.count() == 3
    assert [e.kind for e in alma.enrolment.events.all()] == ["transferred_in", "transferred_in", "credit_undone"]
    assert len(heard) == 3
    with pytest.raises(ValidationError, match="already taken back"):
        actions.take_back_credit(credit=wrong, reason="again", by=greta, at=at)
    with pytest.raises(ValidationError, match="say why"):
        actions.take_back_credit(credit=right, reason="", by=greta, at=at)
