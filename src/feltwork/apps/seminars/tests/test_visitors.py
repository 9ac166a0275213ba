"""People from outside the school: invited by mail, without an account, and forgotten after a while."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.seminars import actions, tasks
from feltwork.apps.seminars.models import Meeting, Visitor, VisitorDay
from feltwork.apps.seminars.queries.seminars import people_expected, rows, taken
from feltwork.apps.seminars.queries.visitors import attended_by, erased_on
from feltwork.apps.seminars.tests.factories import add_meeting, first_meeting, plan, plan_group
from feltwork.apps.seminars.visits import token_for, uuid_in

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + timedelta(days=30)  # still to come by the clock of the pages, too


@pytest.fixture
def seminar(school, carla, at):
    return plan(school, by=carla, at=at, capacity=2, first=FIRST)


def invite(seminar, by, at, email="vera@example.org", name="Vera Moss"):
    return actions.invite_visitor(seminar=seminar, name=name, email=email, language="en", by=by, at=at)


def page(visitor, name="visit"):
    return reverse(f"seminars:{name}", kwargs={"school": visitor.school.slug, "token": token_for(visitor.uuid)})


def go_on_now(seminar, at):
    """The first meeting is going on at *at*."""
    Meeting.objects.filter(seminar=seminar).update(starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1))
    return first_meeting(seminar)


def test_a_place_is_kept_until_they_answer_and_the_mail_carries_their_address(seminar, carla, alma, at):
    visitor = invite(seminar, carla, at)
    assert (visitor.state, visitor.answer_by, taken(seminar)) == ("asked", at + timedelta(hours=48), 1)
    told = Notice.objects.get(email="vera@example.org")
    assert told.url == page(visitor)
    assert "Vera" not in told.subject
    assert invite(seminar, carla, at, email="VERA@example.org") == visitor
    assert Notice.objects.count() == 1


def test_yes_makes_the_place_theirs_and_no_gives_it_to_whoever_waits(seminar, carla, alma, mika, at):
    visitor = invite(seminar, carla, at)
    for one in (alma, mika):
        seat = actions.sign_up(seminar=seminar, enrolment=one.enrolment, by=one, at=at)
    assert seat.state == "waiting"
    assert actions.confirm_visit(visitor=visitor, at=at).state == "coming"
    assert people_expected(seminar) == 2
    actions.give_back_visit(visitor=visitor, at=at)
    seat.refresh_from_db()
    assert seat.state == "offered"


def test_without_an_answer_the_place_goes_on_and_a_late_yes_needs_a_free_one(seminar, carla, alma, mika, at):
    visitor = invite(seminar, carla, at)
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    waits = actions.sign_up(seminar=seminar, enrolment=mika.enrolment, by=mika, at=at)
    later = at + timedelta(hours=49)
    tasks.lapse_all(later)
    visitor.refresh_from_db()
    waits.refresh_from_db()
    assert (visitor.state, waits.state) == ("lapsed", "offered")
    with pytest.raises(ValidationError):
        actions.confirm_visit(visitor=visitor, at=later)
    actions.turn_down(seat=waits, by=mika, at=later)
    assert actions.confirm_visit(visitor=visitor, at=later).state == "coming"


def test_who_waits_comes_first_and_groups_and_modules_take_nobody(seminar, school, carla, alma, mika, noor, at):
    for one in (alma, mika, noor):
        actions.sign_up(seminar=seminar, enrolment=one.enrolment, by=one, at=at)
    with pytest.raises(ValidationError) as refused:
        invite(seminar, carla, at)
    assert refused.value.code == "full"
    with pytest.raises(ValidationError) as refused:
        invite(plan_group(school, host=carla.provider, by=carla, at=at), carla, at)
    assert refused.value.code == "kind"


def test_their_page_needs_no_account_and_opens_nothing_else(seminar, carla, at, school):
    visitor = invite(seminar, carla, at)
    browser = Client()
    answer = browser.get(page(visitor))
    text = answer.content.decode()
    assert "do you come?" in text
    assert "Room 2" not in text  # the room is for those who come
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    browser.post(page(visitor), {"do": "yes"})
    assert "Room 2" in browser.get(page(visitor)).content.decode()
    wrong = reverse("seminars:visit", kwargs={"school": school.slug, "token": token_for(visitor.uuid)[:-1] + "x"})
    assert browser.get(wrong).status_code == 404
    assert uuid_in(token_for(visitor.uuid)) == visitor.uuid
    assert uuid_in(f"{visitor.uuid.hex}~nonsense") is None


def test_another_school_does_not_know_the_address(seminar, carla, elsewhere, at):
    visitor = invite(seminar, carla, at)
    there = reverse("seminars:visit", kwargs={"school": elsewhere.slug, "token": token_for(visitor.uuid)})
    assert Client().get(there).status_code == 404


def test_whoever_was_there_gets_a_statement_of_attendance(seminar, carla, at, sign_in):
    visitor = actions.confirm_visit(visitor=invite(seminar, carla, at), at=at)
    browser = Client()
    assert browser.get(page(visitor, "visit-statement")).status_code == 404
    from django.utils import timezone

    meeting = go_on_now(seminar, timezone.now())
    where = {"school": seminar.school.slug, "uuid": meeting.uuid}
    text = sign_in(carla).get(reverse("seminars:attendance", kwargs=where)).content.decode()
    assert "Vera Moss" in text
    sign_in(carla).post(reverse("seminars:visitors-mark", kwargs=where), {"there": [str(visitor.uuid)]})
    assert [day.row for day in attended_by(visitor).days] == [meeting]
    text = browser.get(page(visitor, "visit-statement")).content.decode()
    assert "<strong>Vera Moss</strong> attended" in text
    assert "no certificate" in text
    with pytest.raises(ValidationError):  # whoever was there keeps the place
        actions.give_back_visit(visitor=visitor, at=at)
    sign_in(carla).post(reverse("seminars:visitors-mark", kwargs=where), {})
    assert not VisitorDay.objects.exists()


def test_nobody_is_marked_before_the_day(seminar, carla, at):
    visitor = actions.confirm_visit(visitor=invite(seminar, carla, at), at=at)
    with pytest.raises(ValidationError):
        actions.mark_visitors(meeting=first_meeting(seminar), there=[visitor.uuid], by=carla, at=at)


def test_name_and_address_go_ninety_days_after_the_last_date(seminar, carla, at):
    visitor = actions.confirm_visit(visitor=invite(seminar, carla, at), at=at)
    assert erased_on(visitor) == FIRST + timedelta(days=90)
    now = timezone.now()
    tasks.forget_all(now + timedelta(days=30 + 89))
    assert Visitor.objects.get().name == "Vera Moss"
    tasks.forget_all(now + timedelta(days=30 + 92))
    gone = Visitor.objects.get()
    assert (gone.name, gone.email, gone.erased_at is not None) == ("", "", True)
    assert set(Notice.objects.values_list("email", "body", "url")) == {("", "", "")}
    assert "vera" not in str(list(AuditRecord.objects.values_list("facts", flat=True))).lower()
    assert Client().get(page(visitor)).status_code == 404


def test_whoever_does_not_come_is_forgotten_after_two_weeks(seminar, carla, at):
    visitor = invite(seminar, carla, at)
    actions.remove_visitor(visitor=visitor, by=carla, at=at)
    tasks.forget_all(at + timedelta(days=13))
    assert Visitor.objects.get().email
    tasks.forget_all(at + timedelta(days=15))
    assert not Visitor.objects.get().email


def test_they_hear_of_other_dates_and_of_a_seminar_that_is_called_off(seminar, carla, at):
    invite(seminar, carla, at)
    add_meeting(seminar, FIRST + timedelta(days=7), by=carla, at=at)
    actions.call_off(seminar=seminar, reason="Ill.", by=carla, at=at)
    subjects = list(Notice.objects.filter(email="vera@example.org").order_by("pk").values_list("subject", flat=True))
    assert subjects == ["A place is kept for you", "A date has changed", "A date does not take place"]


def test_the_list_counts_them_in_one_query(seminar, carla, at, django_assert_num_queries):
    from feltwork.apps.seminars.models import Seminar

    invite(seminar, carla, at)
    with django_assert_num_queries(1):
        (row,) = rows(Seminar.objects.filter(pk=seminar.pk), carla, at)
    assert (row["taken"], row["free"]) == (1, 1)


def test_the_pages_of_staff(seminar, carla, alma, ben, farid, at, sign_in):
    where = reverse("seminars:visitors", kwargs={"school": seminar.school.slug, "uuid": seminar.uuid})
    text = sign_in(carla).get(where).content.decode()
    assert "Nobody from outside comes" in text
    form = {"name": "Vera Moss", "email": "not an address", "language": "en"}
    text = sign_in(carla).post(where, form).content.decode()
    assert 'value="Vera Moss"' in text  # nothing is lost
    assert sign_in(carla).post(where, form | {"email": "vera@example.org"}).status_code == 302
    visitor = Visitor.objects.get()
    assert "vera@example.org" in sign_in(carla).get(where).content.decode()
    for person, status in ((alma, 403), (ben, 403), (farid, 404)):
        assert sign_in(person).get(where).status_code == status
    remove = reverse("seminars:visitor-remove", kwargs={"school": seminar.school.slug, "uuid": visitor.uuid})
    assert "Take Vera Moss out?" in sign_in(carla).get(remove).content.decode()
    sign_in(carla).post(remove)
    visitor.refresh_from_db()
    assert visitor.state == "removed"
