"""Answers that mean risk: asked only where somebody looks, seen on half a sheet, never closed by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.measures import actions
from feltwork.apps.measures.actions import SheetClosed
from feltwork.apps.measures.hands import hands_of_alert
from feltwork.apps.measures.models import Alert, AlertStep, Policy
from feltwork.apps.measures.risk import policy_of, promise_for
from feltwork.apps.measures.tasks import escalate_all
from feltwork.apps.notices.models import Notice
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
PHQ = instrument("phq-9")
(RISK,) = [item.id for item in PHQ.risk_items]
MOOD = PHQ.items[1].id


@pytest.fixture
def save(hands, eva, at, django_capture_on_commit_callbacks):
    def make(row, answers, seen=9, when=None):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.save_answers(asking=row, hands=hands, answers=answers, seen=seen, by=eva, at=when or at)

    return make


@pytest.fixture
def raised(policy, sheet, save):
    save(sheet("phq-9"), {RISK: 1})
    return Alert.objects.get()


def kinds(alert):
    return list(alert.steps.order_by("pk").values_list("kind", flat=True))


def assign(practice, file, ben, at, instrument_id="phq-9", **more):
    given = {"how": "once", "place": "portal", "language": "en", "starts_on": at.date(), **more}
    return actions.assign(school=practice, instrument_id=instrument_id, file=file, by=ben, at=at, **given)


def test_nothing_with_a_risk_item_goes_out_where_nobody_looks(practice, opened, ben, eva, worded, at):
    worded("phq-9"), worded("phq-8")
    file = opened(ben, eva.file)
    with pytest.raises(ValidationError) as refused:
        assign(practice, file, ben, at)
    (fault,) = refused.value.error_dict["place"]
    assert (fault.code, fault.params) == ("risk", {"instead": "phq-8"})

    assign(practice, file, ben, at, "phq-8")
    assign(practice, file, ben, at, place="room")


@pytest.mark.parametrize("lacking", [{"responder": None}, {"reply_hours": None}])
def test_half_a_promise_is_none(practice, opened, ben, eva, worded, at, lacking):
    worded("phq-9")
    given = {"responder": ben, "reply_hours": 4, **lacking}
    actions.set_policy(school=practice, by=ben, at=at, **given)
    with pytest.raises(ValidationError, match="nobody is named"):
        assign(practice, opened(ben, eva.file), ben, at)


def test_a_responder_who_left_is_nobody(practice, policy, sheet, save, ben, at):
    row = sheet("phq-9")
    save(row, {MOOD: 1})
    ben.memberships.filter(school=practice).update(until=at)
    with pytest.raises(SheetClosed) as closed:
        save(row, {RISK: 1})
    assert closed.value.code == "nobody_looks"


def test_the_first_risky_answer_is_passed_on_at_once_and_says_nothing(raised, ben, at):
    assert (raised.state, raised.responder, raised.due_at) == ("new", ben, at + timedelta(hours=2))
    told = Notice.objects.get(code="measures.alert")
    assert told.to == ben
    assert not {"Eva", "PHQ", "risk", "alert"} & set(f"{told.subject} {told.body}".replace(".", "").split())
    assert hands_of_alert(raised, by=ben, at=at).open(raised, "hit") == {"item": RISK, "value": 1}


def test_every_level_counts_and_none_does_not(policy, sheet, save):
    row = sheet("phq-9")
    assert save(row, {RISK: 0}).raised is False
    assert Alert.objects.count() == 0
    assert save(row, {RISK: 1}).raised is True


def test_an_edited_answer_is_told_and_a_lower_one_closes_nothing(raised, save, hands):
    for value in (3, 0, None):
        save(raised.asking, {RISK: value})
    alert = Alert.objects.get()
    assert (alert.state, kinds(alert)) == ("new", ["raised", "changed", "changed", "changed"])
    values = [hands.open(step, "words")["value"] for step in alert.steps.order_by("pk")]
    assert values == [1, 3, 0, None]


def test_a_new_answer_after_closing_is_a_new_alert(raised, save, ben, at):
    through(raised, ben, at)
    save(raised.asking, {MOOD: 1})
    assert Alert.objects.count() == 1
    save(raised.asking, {RISK: 2})
    assert sorted(Alert.objects.values_list("state", flat=True)) == ["closed", "new"]


def test_a_later_sheet_without_risk_closes_nothing(raised, sheet, save, hands, eva, at):
    later = sheet("phq-9")
    save(later, {RISK: 0})
    actions.finish(asking=later, hands=hands, by=eva, at=at)
    assert Alert.objects.get().state == "new"


def test_paper_and_corrections_are_looked_at_too(practice, opened, ben, eva, at):
    file = opened(ben, eva.file)
    result = actions.enter_scores(file=file, instrument_id="phq-9", answers={RISK: 1}, answered_at=at, by=ben, at=at)
    alert = Alert.objects.get()
    assert (alert.responder, alert.due_at) == (ben, at + timedelta(hours=24))
    actions.correct(result=result, file=file, answers={RISK: 3}, reason="Misread", by=ben, at=at)
    assert kinds(alert) == ["raised", "changed"]


def through(alert, by, at):
    for number, act in enumerate((actions.acknowledge, actions.assess, actions.act_on, actions.close)):
        alert = act(alert=alert, reason="Spoke with her.", seen=alert.version, by=by, at=at + timedelta(minutes=number))
    return alert


def test_an_alert_goes_its_way_step_by_step_with_who_when_and_why(raised, ben, at):
    closed = through(raised, ben, at)
    assert (closed.state, closed.closed_at) == ("closed", at + timedelta(minutes=3))
    assert kinds(raised) == ["raised", "acknowledged", "assessed", "actioned", "closed"]
    last = raised.steps.order_by("pk").last()
    assert (last.by, hands_of_alert(raised, by=ben, at=at).open(last, "words")) == (ben, {"reason": "Spoke with her."})


def test_no_step_is_left_out_nor_taken_twice(raised, ben, at):
    for act in (actions.assess, actions.act_on, actions.close):
        with pytest.raises(ValidationError):
            act(alert=raised, reason="x", seen=raised.version, by=ben, at=at)
    with pytest.raises(ValidationError):
        actions.acknowledge(alert=raised, seen=raised.version + 1, by=ben, at=at)
    seen = actions.acknowledge(alert=raised, seen=raised.version, by=ben, at=at)
    with pytest.raises(ValidationError):
        actions.assess(alert=seen, reason=" ", seen=seen.version, by=ben, at=at)


def test_only_staff_who_may_know_of_it_move_it(raised, eva, otto, farid, carla, at):
    for person in (eva, otto, farid, carla):
        with pytest.raises(PermissionDenied):
            actions.acknowledge(alert=raised, seen=raised.version, by=person, at=at)


def test_time_out_passes_it_on_and_on_until_somebody_looks(raised, jonas, ben, at, django_capture_on_commit_callbacks):
    def turn(when):
        with django_capture_on_commit_callbacks(execute=True):
            escalate_all(when)
        return Alert.objects.get()

    assert turn(at + timedelta(hours=2) - timedelta(seconds=1)).escalated_at is None
    first = turn(at + timedelta(hours=2))
    assert (first.responder, first.escalated_at, first.due_at) == (
        jonas, at + timedelta(hours=2), at + timedelta(hours=4),
    )  # fmt: skip
    assert turn(at + timedelta(hours=2, minutes=5)).version == first.version  # once, not each turn of the worker
    second = turn(at + timedelta(hours=4))
    assert (second.responder, second.escalated_at) == (ben, first.escalated_at)  # the line begins again
    assert Notice.objects.filter(code="measures.passed_on").count() == 2

    seen = actions.acknowledge(alert=second, seen=second.version, by=jonas, at=at + timedelta(hours=5))
    assert turn(at + timedelta(hours=5)).version == seen.version
    # seen and then nothing: that is passed on, too
    assert turn(at + timedelta(days=1)).version == seen.version + 1
    done = actions.assess(alert=seen, reason="Safe.", seen=seen.version + 1, by=jonas, at=at + timedelta(days=1))
    assert turn(at + timedelta(days=9)).version == done.version


def test_while_the_responder_is_away_the_cover_looks(policy, practice, sheet, save, ben, jonas, at):
    actions.set_policy(
        school=practice, responder=ben, reply_hours=2, cover=jonas, away_from=date(2026, 11, 19),
        away_until=date(2026, 11, 20), by=ben, at=at,
    )  # fmt: skip
    row = sheet("phq-9")
    assert promise_for(row, policy_of(practice), at).who == jonas
    assert promise_for(row, policy_of(practice), datetime(2026, 11, 21, tzinfo=UTC)).who == ben
    save(row, {RISK: 1})
    assert Alert.objects.get().responder == jonas


def test_what_the_person_is_told_is_when_the_alert_is_due(policy, practice, sheet, save, at):
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    row = sheet("phq-9")
    promise = promise_for(row, policy_of(practice), friday)
    save(row, {RISK: 2}, when=friday)
    assert Alert.objects.get().due_at == promise.by == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def test_steps_are_only_ever_added(raised):
    with pytest.raises(Exception, match="append-only"):
        AlertStep.objects.update(kind="closed")


def test_two_windows_do_not_write_over_a_promise(policy, practice, ben, at):
    given = {"school": practice, "responder": ben, "by": ben, "at": at}
    actions.set_policy(reply_hours=3, seen=1, **given)
    with pytest.raises(ValidationError, match="Somebody else"):
        actions.set_policy(reply_hours=4, seen=1, **given)
    assert Policy.objects.get().reply_hours == 3
