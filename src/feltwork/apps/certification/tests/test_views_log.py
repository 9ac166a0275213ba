"""The log in the browser: with and without scripts, for its owner and nobody else."""

import re
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feltwork.apps.certification.models import Evidence, ExceptionRequest, LogEntry
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory, signed
from feltwork.apps.schools.models import Enrolment

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _present():
    with time_machine.travel(AT, tick=False):
        yield


def url(name, school="alder-house", **kwargs):
    return reverse(f"certification:{name}", kwargs={"school": school, **kwargs})


def filled(whom, **changes):
    form = {
        "kind": "personal_session",
        "provider": str(whom.uuid),
        "on": "2026-11-19",
        "hours": "1",
        "start": "",
        "zone": "Europe/London",
        "mode": "in_person",
        "group_size": "",
        "note": "",
        "token": str(uuid4()),
        "do": "send",
    }
    return {**form, **changes}


def text_of(response):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def browser(sign_in, alma):
    return sign_in(alma)


def test_the_form_offers_people_approved_at_some_time_and_begins_with_today(browser, ben, carla):
    carla.provider.approvals.update(valid_to=date(2026, 6, 30))
    page = browser.get(url("entry-new")).content.decode()
    assert 'value="2026-11-19" max="2026-11-19"' in page.replace("\n", " ") or 'max="2026-11-19"' in page
    assert "Ben Okafor, sessions and consultation, all levels" in page
    assert "Carla Lindqvist, sessions, consultation and groups, all levels, until 30 June 2026" in page


def test_one_is_not_ones_own_provider(browser, alma, school):
    from feltwork.apps.schools.tests.factories import ApprovalFactory, ProviderFactory

    ApprovalFactory(provider=ProviderFactory(school=school, user=alma, name="Alma Reyes"))
    assert "Alma Reyes, sessions" not in browser.get(url("entry-new")).content.decode()


def test_saving_sends_it_and_leads_to_a_page_that_says_so(browser, ben):
    answer = browser.post(url("entry-new"), filled(ben.provider))
    entry = LogEntry.objects.get()
    assert (answer.status_code, answer.url, entry.state) == (302, url("entry", uuid=entry.uuid), "sent")
    assert "With Ben Okafor" in text_of(browser.get(answer.url))


def test_pressing_twice_saves_once(browser, ben):
    form = filled(ben.provider)
    assert browser.post(url("entry-new"), form).url == browser.post(url("entry-new"), form).url
    assert LogEntry.objects.count() == 1


def test_a_draft_is_kept_for_oneself(browser, ben):
    browser.post(url("entry-new"), filled(ben.provider, do="draft", note="Only mine."))
    entry = LogEntry.objects.get()
    assert (entry.state, entry.note) == ("draft", "Only mine.")
    assert "Only mine." in text_of(browser.get(url("entry", uuid=entry.uuid)))


@pytest.mark.parametrize(("hours", "kept"), [("1,5", "3/2"), ("1:30", "3/2"), ("45 min", "3/4"), ("2/3", "2/3")])
def test_lengths_are_read_as_written(browser, ben, hours, kept):
    browser.post(url("entry-new"), filled(ben.provider, hours=hours))
    assert LogEntry.objects.get().hours == Fraction(kept)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "2026-11-20"}, "This day has not come yet. Log it once it has been."),
        ({"hours": "an hour"}, "Please write it like 1, 1.5, 1:30 or 45 min."),
        ({"hours": "13"}, "Please write a length of at most twelve hours."),
        ({"provider": ""}, "Please say with whom it was."),
        (
            {"on": "2026-03-29", "start": "01:30"},
            "On 29 March 2026 clocks in Europe/London went from 01:00 straight to 02:00. "
            "What did they show when you began?",
        ),
        (
            {"on": "2026-10-25", "start": "01:30"},
            "Clocks went back that night, so 01:30 came twice. Which one was it?",
        ),
    ],
)
def test_a_mistake_is_said_in_words_and_what_was_typed_stays(browser, ben, changes, words):
    page = browser.post(url("entry-new"), filled(ben.provider, note="Keep me.", **changes))
    assert page.status_code == 200 and words in text_of(page) and "Keep me." in page.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(("second", "hour"), [("0", 0), ("1", 1)])
def test_which_of_two_times_is_asked_and_then_known(browser, ben, second, hour):
    browser.post(url("entry-new"), filled(ben.provider, on="2026-10-25", start="01:30", second=second))
    assert LogEntry.objects.get().starts_at.hour == hour


def test_the_same_again_is_asked_about_once(browser, ben):
    browser.post(url("entry-new"), filled(ben.provider))
    page = browser.post(url("entry-new"), filled(ben.provider))
    assert "You have logged this already: 19 November 2026, 1 hour" in text_of(page)
    browser.post(url("entry-new"), filled(ben.provider, again="on"))
    assert LogEntry.objects.count() == 2


def test_before_saving_the_page_says_what_it_will_count_toward(browser, alma, carla):
    for day in (1, 2):
        signed(LogEntryFactory(enrolment=alma.enrolment, provider=carla.provider, on=date(2026, 4, day)))
    page = text_of(browser.post(url("entry-new"), filled(carla.provider, do="look")))
    assert "This will count as 1 session Once Carla Lindqvist has signed." in page
    assert "Personal sessions, Intermediate 2 of 4 counted, and this one." in page
    assert "Falls in Intermediate, which began on 6 March 2026." in page
    assert "Carla Lindqvist is approved for personal sessions, at this level, on that day." in page


def test_exact_thirds_and_the_minimum_inside_the_total(browser, carla):
    form = filled(carla.provider, kind="consultation_group", hours="2", group_size="6", do="look")
    page = text_of(browser.post(url("entry-new"), form))
    assert "This will count as ⅔ credit 3 hours make one credit. Once Carla Lindqvist has signed." in page
    assert "It also helps “Of these with faculty”: then ⅔ of 6." in page


def test_why_not_and_the_ways_on(browser, ben):
    form = filled(ben.provider, kind="consultation_group", hours="3", group_size="6", do="look")
    page = browser.post(url("entry-new"), form).content.decode()
    assert (
        "Ben Okafor is approved for one-to-one consultation and personal sessions only, not for group consultation."
        in page
    )
    assert 'value="kind:personal_session">Make it a personal session' in page
    assert 'href="#id_provider">Choose another provider' in page
    assert 'value="ask">Log it, and ask for an exception' in page


def test_a_way_on_changes_the_kind_and_looks_again(browser, ben):
    form = filled(ben.provider, kind="consultation_group", hours="1", do="kind:personal_session")
    assert "This will count as 1 session" in text_of(browser.post(url("entry-new"), form))


def test_logging_something_to_ask_about_leads_to_the_question(browser, ben):
    form = filled(ben.provider, kind="consultation_group", hours="3", group_size="6", do="ask")
    answer = browser.post(url("entry-new"), form)
    entry = LogEntry.objects.get()
    assert (entry.state, answer.url) == ("draft", f"{url('exception-new')}?entry={entry.uuid}")
    browser.post(answer.url, {"words": "The list said otherwise."})
    assert ExceptionRequest.objects.get().entry == entry


def test_a_group_of_unusual_size_is_decided_by_a_person(browser, carla):
    form = filled(carla.provider, kind="consultation_group", hours="3", group_size="14", do="look")
    page = text_of(browser.post(url("entry-new"), form))
    assert "The rules do not say how large a group may be; 14 were there. A person decides." in page
    assert "you hear by 3 December 2026" in page


def test_the_panel_alone_is_refreshed_as_the_form_is_filled_in(browser, ben):
    part = browser.post(url("entry-preview"), filled(ben.provider), headers=HTMX)
    assert part.status_code == 200
    assert "This will count as" in text_of(part) and "<h1" not in part.content.decode()
    assert 'id="short" hx-swap-oob="innerHTML"' in part.content.decode()
    assert not LogEntry.objects.exists()


def test_an_unfinished_form_is_no_mistake_yet(browser, ben):
    part = browser.post(url("entry-preview"), filled(ben.provider, provider=""), headers=HTMX)
    assert "Say with whom it was" in text_of(part)


def test_a_draft_is_changed_on_the_same_form(browser, alma, ben):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1))
    page = browser.get(url("entry-change", uuid=entry.uuid)).content.decode()
    assert 'value="2026-04-01"' in page
    browser.post(url("entry-change", uuid=entry.uuid), filled(ben.provider, on="2026-04-02", do="draft"))
    entry.refresh_from_db()
    assert entry.starts_at.date() == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [("draft", "send", "sent"), ("sent", "take-back", "draft"), ("draft", "remove", "removed")],
)
def test_an_act_is_asked_before_it_is_done(browser, alma, ben, state, verb, after):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1), state=state)
    address = url(f"entry-{verb}", uuid=entry.uuid)
    assert browser.get(address).status_code == 200
    entry.refresh_from_db()
    assert entry.state == state
    assert browser.post(address).url == url("entry", uuid=entry.uuid)
    entry.refresh_from_db()
    assert entry.state == after


def test_a_reminder_too_soon_says_from_when(browser, ben):
    browser.post(url("entry-new"), filled(ben.provider))
    entry = LogEntry.objects.get()
    page = browser.post(url("entry-remind", uuid=entry.uuid), follow=True)
    assert "A reminder can be sent from 26 November 2026." in text_of(page)


def test_a_paper_is_attached_and_given_back_as_a_download(browser, alma, ben):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1))
    paper = SimpleUploadedFile("Invoice 12.pdf", b"%PDF-1.4 x")
    browser.post(url("evidence-new", uuid=entry.uuid), {"upload": paper, "words": "Paid in cash."})
    kept = Evidence.objects.get()
    answer = browser.get(url("evidence-file", uuid=kept.uuid))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"%PDF-1.4 x", "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")


def test_somebody_missing_from_the_list_is_told_to_the_school(browser):
    address = f"{url('exception-new')}?question=provider-missing"
    assert "Someone is missing" in text_of(browser.get(address))
    browser.post(address, {"name": "Nia Cole", "contact": "nia@example.org", "words": ""})
    asked = ExceptionRequest.objects.get()
    assert (asked.words, asked.question) == (
        "Missing from the list: Nia Cole. nia@example.org",
        "provider-missing:Nia Cole",
    )


def test_a_signed_entry_shows_what_the_provider_corrected(browser, alma, ben):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1))
    signed(entry, kind="corrected", on="2026-04-02", hours="3/2")
    page = text_of(browser.get(url("entry", uuid=entry.uuid)))
    assert "Ben Okafor corrected this. You had entered: Personal session, 1 April 2026, 1 hour." in page
    assert "When 2 April 2026 Length 1 hour 30 minutes" in page
    assert "Take it out of the log" not in page


def test_once_the_training_has_ended_the_form_leads_back(browser, ben):
    Enrolment.objects.update(state="completed")
    assert browser.get(url("entry-new")).url == url("path")


# --- who may --------------------------------------------------------------------------------------------------------


def own_pages(entry, paper):
    return [
        url("entry", uuid=entry.uuid),
        url("entry-change", uuid=entry.uuid),
        url("entry-send", uuid=entry.uuid),
        url("entry-remind", uuid=entry.uuid),
        url("entry-take-back", uuid=entry.uuid),
        url("entry-remove", uuid=entry.uuid),
        url("evidence-new", uuid=entry.uuid),
        url("evidence-file", uuid=paper.uuid),
        f"{url('exception-new')}?entry={entry.uuid}",
    ]


@pytest.fixture
def almas(alma, ben):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1), note="Only mine.")
    paper = Evidence.objects.create(
        school=entry.school, entry=entry, name="x.pdf", content_type="application/pdf", size_bytes=1, file="x.pdf",
        uploaded_at=AT,
    )  # fmt: skip
    return entry, paper


def test_another_student_finds_none_of_it(almas, sign_in, member, cohort):
    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    other = member("Otto Vale", "student")
    EnrolmentFactory(cohort=cohort, student=other)
    browser = sign_in(other)
    for address in own_pages(*almas):
        assert browser.get(address).status_code == 404, address
        assert browser.post(address).status_code in (404, 405), address
    assert LogEntry.objects.get().state == "draft"


def test_a_stranger_from_another_school_gets_404(almas, sign_in, farid):
    browser = sign_in(farid)
    pages = [*own_pages(*almas), url("entry-new"), url("exception-new"), url("path"), url("what-if"), url("takeout")]
    assert {browser.get(address).status_code for address in pages} == {404}


def test_staff_may_not_open_a_students_own_pages(almas, sign_in, ruth, dino):
    for person in (ruth, dino):
        browser = sign_in(person)
        assert {browser.get(address).status_code for address in own_pages(*almas)} == {403}


def test_whoever_is_not_signed_in_is_asked_to(almas, client):
    assert all("login" in client.get(address).url for address in own_pages(*almas))


@pytest.mark.parametrize("entries", [3, 30])
def test_the_form_and_its_panel_take_few_queries(browser, alma, ben, carla, django_assert_num_queries, entries):
    for number in range(entries):
        LogEntryFactory(enrolment=alma.enrolment, provider=carla.provider, on=date.fromordinal(739_700 + number))
    browser.get(url("entry-new"))
    with django_assert_num_queries(7):
        browser.get(url("entry-new"))
    with django_assert_num_queries(11):
        browser.post(url("entry-preview"), filled(ben.provider, do=""), headers=HTMX)
    entry = LogEntry.objects.first()
    with django_assert_num_queries(12):
        browser.get(url("entry", uuid=entry.uuid))
