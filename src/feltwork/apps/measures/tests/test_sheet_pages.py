"""Answering in the browser of a person: on one's own side, by a link, without scripts, from two devices."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import actions
from feltwork.apps.measures.models import Alert, Asking, Result
from feltwork.apps.practice.actions.opening import open_file
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
ITEMS = [item.id for item in instrument("phq-8").items]
(RISK,) = [item.id for item in instrument("phq-9").risk_items]


def to(name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def open_sheet(sheet, now):
    def make(instrument_id="phq-8", **more):
        row = sheet(instrument_id, **{"opens_at": now - timedelta(hours=1), "due_at": now + timedelta(days=3), **more})
        Asking.objects.filter(pk=row.pk).update(closes_at=now + timedelta(days=7))
        return Asking.objects.select_related("school", "client__clinician", "pack").get(pk=row.pk)

    return make


@pytest.fixture
def linked(open_sheet, ben, practice, now):
    """`linked()`: a sheet and the address that opens it."""

    def make(instrument_id="phq-8", place="link"):
        row = open_sheet(instrument_id)
        file = open_file(ben, frozenset({"practitioner"}), row.client.uuid, what="measures", at=now)
        row, token = actions.make_link(asking=row, file=file, by=ben, at=now, place=place)
        return row, to("link", token=token)

    return make


def test_questions_are_found_and_answered_one_by_one_without_scripts(open_sheet, sign_in, eva):
    row = open_sheet()
    browser = sign_in(eva)
    address = to("sheet", uuid=row.uuid)
    assert address in browser.get(to("mine")).text
    assert "One thing at a time" in browser.get(address).text

    for number, item in enumerate(ITEMS, start=1):
        page = browser.get(f"{address}?q={number}")
        assert page.text.split("<template")[0].count('class="q-item"') == 1
        seen = page.context["seen"]
        answer = browser.post(address, {f"a-{item}": "1", "seen": seen, "q": number, "go": "next"})
        assert answer["Location"].endswith(f"?q={number + 1}" if number < len(ITEMS) else "?q=end")
    done = browser.post(address, {"go": "done", "seen": len(ITEMS)}, follow=True)

    assert "Thank you." in done.text
    assert (Result.objects.count(), Asking.objects.get().state) == (1, "done")
    assert "no-store" in done["Cache-Control"]


def test_pausing_keeps_and_stopping_asks_what_shall_happen(open_sheet, sign_in, eva, hands):
    row = open_sheet()
    browser = sign_in(eva)
    address = to("sheet", uuid=row.uuid)
    paused = browser.post(address, {f"a-{ITEMS[0]}": "declined", "seen": 0, "q": 1, "go": "pause"}, follow=True)
    assert "Paused" in paused.text
    assert "throw it away" in browser.post(address, {"go": "stop", "seen": 1, "q": 2}, follow=True).text
    assert "Stopped." in browser.post(address, {"go": "discard"}, follow=True).text
    assert Asking.objects.get().sheet is None


def test_all_on_one_page(open_sheet, sign_in, eva, hands):
    row = open_sheet()
    browser, address = sign_in(eva), to("sheet", uuid=row.uuid)
    assert browser.get(f"{address}?all=1").text.count('class="q-item"') == len(ITEMS)
    answers = {f"a-{item}": "2" for item in ITEMS[:3]}
    end = browser.post(address, {**answers, "seen": 0, "all": 1, "go": "end"}, follow=True)
    assert "Some were left out" in end.text
    assert hands.open(Asking.objects.get(), "sheet")["answers"] == dict.fromkeys(ITEMS[:3], 2)


def test_two_devices_see_both_answers_and_nothing_is_lost(open_sheet, sign_in, eva, hands):
    row = open_sheet()
    browser, address = sign_in(eva), to("sheet", uuid=row.uuid)
    browser.post(address, {f"a-{ITEMS[0]}": "1", "seen": 0, "q": 1, "go": "next"})
    both = browser.post(address, {f"a-{ITEMS[0]}": "3", "seen": 0, "q": 1, "go": "next"})
    assert (both.status_code, "Answer 1</b>" in both.text) == (200, True)
    assert hands.open(Asking.objects.get(), "sheet")["answers"] == {ITEMS[0]: 1}
    browser.post(address, {f"a-{ITEMS[0]}": "3", "seen": both.context["seen"], "q": 1, "go": "next"})
    assert hands.open(Asking.objects.get(), "sheet")["answers"] == {ITEMS[0]: 3}


def save(browser, address, answers, seen=0):
    body = json.dumps({"seen": seen, "answers": answers})
    return browser.post(f"{address}save/", body, content_type="application/json")


def test_a_script_keeps_each_answer(open_sheet, sign_in, eva):
    browser, address = sign_in(eva), to("sheet", uuid=open_sheet().uuid)
    assert save(browser, address, {ITEMS[0]: 1}).json() == {"version": 1, "theirs": {}, "news": {}, "raised": False}
    assert save(browser, address, {ITEMS[0]: 2, ITEMS[1]: 0}).json() == {
        "version": 2, "theirs": {ITEMS[0]: 1}, "news": {}, "raised": False,
    }  # fmt: skip
    for bad in ({"else": 1}, {ITEMS[0]: 9}, {ITEMS[0]: "x"}, []):
        assert save(browser, address, bad).status_code == 422
    assert browser.post(f"{address}save/", "{", content_type="application/json").status_code == 422
    assert save(Client(), address, {ITEMS[0]: 1}).status_code == 401


def test_a_risky_answer_shows_whom_to_reach_at_once(open_sheet, policy, sign_in, eva):
    browser, address = sign_in(eva), to("sheet", uuid=open_sheet("phq-9").uuid)
    assert "Ben Okafor is told at once" in browser.get(address).text
    page = browser.post(address, {f"a-{RISK}": "1", "seen": 0, "q": 9, "go": "next"}, follow=True)
    assert "You do not have to be alone" in page.text
    assert "116 123" in page.text
    assert "with a stored copy of the service’s page" in page.text
    assert "looks by " in page.text
    assert Alert.objects.get().state == "new"
    assert "116 123" in browser.post(address, {"go": "done"}, follow=True).text


def test_a_link_needs_no_account_and_shows_no_name(linked, eva):
    _row, address = linked()
    browser = Client()
    page = browser.get(address)
    assert (page.status_code, "Brandt" in page.text or "Eva " in page.text, "noindex" in page.text) == (
        200,
        False,
        True,
    )
    assert "/accounts/" not in page.text
    browser.post(address, {**{f"a-{item}": "0" for item in ITEMS}, "seen": 0, "all": 1, "go": "end"})
    done = browser.post(address, {"go": "done", "seen": 1}, follow=True)
    assert "Thank you." in done.text
    assert (Result.objects.count(), "Answer 0" in browser.get(f"{address}?all=1").text) == (1, False)
    assert AuditRecord.objects.filter(code="practice.read", by=None, facts__sight="link").exists()


def test_a_link_ends_with_its_time_its_successor_and_when_it_is_taken_back(linked, ben, practice, now):
    row, address = linked()
    file = open_file(ben, frozenset({"practitioner"}), row.client.uuid, what="measures", at=now)
    _row, token = actions.make_link(asking=row, file=file, by=ben, at=now)
    assert Client().get(address).status_code == 404
    assert Client().get(to("link", token=token)).status_code == 200
    Asking.objects.update(token_until=now - timedelta(seconds=1))
    assert Client().get(to("link", token=token)).status_code == 404
    _row, token = actions.make_link(asking=row, file=file, by=ben, at=now)
    actions.revoke_link(asking=row, file=file, by=ben, at=now)
    assert Client().get(to("link", token=token)).status_code == 404
    assert token not in str(Asking.objects.values().get())


def test_nobody_opens_somebody_elses_sheet(open_sheet, sign_in, member, practice, farid, ben, gesa):
    row = open_sheet()
    address = to("sheet", uuid=row.uuid)
    other = member("Olga Other", "client")
    assert [sign_in(person).get(address).status_code for person in (other, gesa, farid, ben)] == [404, 404, 404, 403]


def test_early_and_lapsed_sheets_say_so_calmly(open_sheet, sign_in, eva, now):
    row = open_sheet(opens_at=now + timedelta(days=1))
    browser, address = sign_in(eva), to("sheet", uuid=row.uuid)
    assert "Not open yet" in browser.get(address).text
    Asking.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert "This is over" in browser.get(address).text
    assert save(browser, address, {ITEMS[0]: 1}).status_code == 410


def test_a_trainee_answers_for_themselves_alone(alma, school, sign_in, greta, now, at, settings, tmp_path):
    plan = actions.assign(
        school=school, instrument_id="fw-state", language="en", how="once", place="portal",
        starts_on=now.date(), enrolment=alma.enrolment, by=greta, at=now,
    )  # fmt: skip
    row = plan.askings.get()
    browser, address = sign_in(alma), to("sheet", uuid=row.uuid)
    items = [item.id for item in instrument("fw-state").items]
    browser.post(address, {**{f"a-{item}": "5" for item in items}, "seen": 0, "all": 1, "go": "end"})
    browser.post(address, {"go": "done", "seen": 1})
    assert Result.objects.get().asking.enrolment == alma.enrolment
    assert sign_in(greta).get(address).status_code == 403

    browser = sign_in(alma)
    browser.post(to("mine-agree"), {"agreed": "yes"})
    taken = json.loads(browser.get(to("mine-folder")).content)
    assert taken["results"][0]["answers"] == dict.fromkeys(items, 5)
    browser.post(to("mine-folder-erase"))
    assert browser.get(address).status_code == 404
    assert browser.get(to("mine-folder")).status_code == 404


def test_a_guardian_answers_what_caregivers_are_asked_and_nothing_else(
    sign_in, gesa, timo, ben, opened, practice, worded, now
):
    for name in ("cats-2-caregiver", "psc-17"):
        worded(name)
    file = open_file(ben, frozenset({"practitioner"}), timo.uuid, what="measures", at=now)
    given = {"file": file, "language": "en", "by": ben, "at": now, "place": "portal"}
    kinds = {name: instrument(name).kind for name in ("cats-2-caregiver", "fw-state-child")}
    assert kinds == {"cats-2-caregiver": "caregiver", "fw-state-child": "self"}
    theirs = actions.ask(instrument_id="cats-2-caregiver", **given)
    with pytest.raises(ValidationError, match="Nobody has a side"):
        actions.ask(instrument_id="fw-state-child", **given)

    browser = sign_in(gesa)
    assert "about T." in browser.get(to("mine")).text
    assert browser.get(to("sheet", uuid=theirs.uuid)).status_code == 200


def test_the_rules_for_late_half_and_twice_are_told_before_they_hold(open_sheet, sign_in, eva, hands):
    row = open_sheet()
    browser, address = sign_in(eva), to("sheet", uuid=row.uuid)
    first = " ".join(browser.get(address).text.split())
    assert ("Later is fine, until" in first, "it is then marked as late" in first) == (True, True)
    assert "Every question can be left out." in first
    assert "it counts as unfinished" in browser.get(f"{address}?paused=1").text
    assert "Once you are done the answers stand as they are." in browser.get(f"{address}?q=end").text
    save(browser, address, {ITEMS[0]: 1})
    browser.post(address, {"go": "done", "seen": 1})
    assert save(browser, address, {ITEMS[0]: 3}, seen=1).status_code == 410  # asked again, it is a sheet of its own
    assert hands.open(Asking.objects.get(), "sheet")["answers"] == {ITEMS[0]: 1}
