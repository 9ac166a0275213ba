"""The page behind the link: for a visitor, for somebody else, for Ben."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from feltwork.apps.accounts.models import SignInLink
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools.models import Provider, WorkItem
from feltwork.apps.schools.tests.factories import ProviderFactory, UserFactory
from feltwork.apps.signoffs import actions
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.tests.factories import ask
from feltwork.apps.signoffs.tokens import token_for
from feltwork.core.signoffs import digest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(at):
    cache.clear()  # counts for the limits
    with time_machine.travel(at) as traveller:
        yield traveller


@pytest.fixture
def asked(alma, ben, at):
    return ask(alma, ben.provider, at=at)


def url(name, asked, **kwargs):
    return reverse(f"signoffs:{name}", kwargs={"school": "alder-house", "token": token_for(asked.uuid), **kwargs})


def signature(asked, **changes):
    """What the signing page sends."""
    facts = {"key": "a" * 32, "by_name": "Ben Okafor", "held": "on", "shown_hash": digest(asked.presented)}
    return {k: v for k, v in {**facts, **changes}.items() if v is not None}


def text_of(answer):
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# --- looking ------------------------------------------------------------------------------------------------


def test_a_visitor_sees_the_minimum(client, asked, django_assert_num_queries):
    with django_assert_num_queries(2):  # school, request
        answer = client.get(url("request", asked))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A student of Alder House asks you to confirm a session" in page
    assert "3 December 2026" in page
    assert [word for word in ("Alma", "Reyes", "Ben", "Okafor", "Personal", "November", "@") if word in page] == []


def test_opening_every_link_changes_nothing(client, asked):
    """As a mail scanner does."""
    before = counts()
    for name in ("request", "report", "link", "switch", "sign", "correct", "decline", "done", "take-back"):
        client.get(url(name, asked))
    assert counts() == before


def counts():
    models = (LedgerEntry, AuditRecord, SignInLink, WorkItem)
    return [model.objects.count() for model in models], list(SignOffRequest.objects.values())


def test_a_token_that_is_not_one_is_not_found(client, asked, ben, sign_in):
    paths = [
        "/at/alder-house/signoffs/nothing/",
        f"/at/birch-hall/signoffs/{token_for(asked.uuid)}/",
        f"/at/alder-house/signoffs/{asked.token_hash}/",
    ]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    sign_in(ben)
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_the_provider_sees_what_it_is_about(sign_in, asked, ben, django_assert_num_queries):
    client = sign_in(ben)
    with django_assert_num_queries(9):
        answer = client.get(url("request", asked))
    words = text_of(answer)
    assert "Alma Reyes asks you to confirm a session" in words
    assert "Thursday 19 November 2026, 10:00 to 11:00, 1\xa0hour".replace("\xa0", " ") in words
    assert "Personal session, Alma was the client" in words
    assert "Personal sessions, in force on that day Checked" in words
    assert AuditRecord.objects.filter(code="signoffs.see_request", by=ben).count() == 1


def test_more_requests_cost_no_more_queries(sign_in, asked, alma, ben, at, django_assert_num_queries):
    for _ in range(3):
        ask(alma, ben.provider, at=at)
    client = sign_in(ben)
    with django_assert_num_queries(9):
        answer = client.get(url("request", asked))
    assert "3 more from Alma wait for you" in text_of(answer)


def test_the_page_says_when_no_approval_is_in_force(sign_in, alma, ben, at):
    asked = ask(alma, ben.provider, at=at, kind="consultation_group", group_size="4")
    words = text_of(sign_in(ben).get(url("request", asked)))
    assert "Case consultation in a group: none in force on that day Not in force You can sign all the same." in words


def test_somebody_else_sees_nothing_of_it(cast, asked, sign_in):
    for other in (cast.alma, cast.carla, cast.dino, cast.eva, cast.farid):
        answer = sign_in(other).get(url("request", asked))
        words = text_of(answer)
        assert f"You are signed in as {other.name}." in words
        assert [w for w in ("Personal session", "19 November", "Okafor") if w in words] == []


def test_somebody_else_can_change_over(sign_in, asked, carla):
    answer = sign_in(carla).post(url("switch", asked))
    assert answer.url == f"{reverse('accounts:sign-in')}?next={url('request', asked).replace('/', '%2F')}"
    assert "_auth_user_id" not in answer.client.session


# --- the way in ---------------------------------------------------------------------------------------------


def test_a_one_time_link_goes_to_the_address_that_the_school_has(client, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("link", asked), follow=True)
    (letter,) = mail.outbox
    link = SignInLink.objects.get()
    assert (letter.to, link.email, link.next) == (["ben@example.org"], "ben@example.org", url("request", asked))
    assert "A one-time link is on its way to the mail address that the school has." in text_of(answer)
    assert "ben@example.org" not in answer.content.decode()


def test_the_link_goes_to_the_account_where_there_is_one(client, asked, ben):
    ben.provider.email = "old@example.org"
    ben.provider.save()
    client.post(url("link", asked))
    assert SignInLink.objects.get().email == "ben@example.org"


def test_links_cannot_be_mailed_without_end(client, asked):
    answers = [client.post(url("link", asked)).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


# --- signing ------------------------------------------------------------------------------------------------


def test_ben_signs(sign_in, asked, ben):
    answer = sign_in(ben, fresh=True).post(url("sign", asked), signature(asked), follow=True)
    assert answer.redirect_chain == [(url("done", asked), 302)]
    words = text_of(answer)
    assert "Signed. Thank you. Alma has been told. Signed by Ben Okafor on 19 November 2026 at 09:00." in words
    assert "You can take it back until midnight" in words
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.by, entry.shown_hash) == ("confirmed", ben, digest(asked.presented))


def test_pressing_twice_signs_once(sign_in, asked, ben):
    client = sign_in(ben, fresh=True)
    for _ in range(2):
        assert client.post(url("sign", asked), signature(asked)).url == url("done", asked)
    assert LedgerEntry.objects.count() == 1


def test_signing_needs_a_step_up_and_what_was_typed_is_kept(client, sign_in, asked, ben, clock):
    """Old step-up, no step-up, and a session from a mailed link: refused, then brought back."""
    sign_in(ben, fresh=True)
    clock.shift(timedelta(minutes=6))
    answer = client.post(url("sign", asked), signature(asked))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert LedgerEntry.objects.count() == 0
    ben.set_password("a long pass phrase")
    ben.save()
    sign_in(ben)
    client.post(url("sign", asked), signature(asked))
    answer = client.post(
        f"{reverse('account_reauthenticate')}?next={url('sign', asked)}", {"password": "a long pass phrase"}
    )
    assert (answer.status_code, answer.url) == (302, url("done", asked))
    assert LedgerEntry.objects.get().by == ben


@pytest.mark.parametrize("name", ["sign", "correct", "decline", "take-back"])
def test_nobody_else_can_answer(cast, client, asked, sign_in, name):
    body = signature(asked, reason="not_held", provider=str(cast.alma.pk), by=str(cast.ben.pk))
    assert client.post(url(name, asked), body).url.startswith(reverse("account_login"))
    for other in (cast.alma, cast.carla, cast.dino, cast.ruth, cast.eva, cast.farid):
        assert sign_in(other, fresh=True).post(url(name, asked), body).status_code == 404
    assert LedgerEntry.objects.count() == 0


def test_a_request_without_our_token_is_refused(ben, asked, sign_in):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sign_in(ben, fresh=True, with_client=strict)
    assert strict.post(url("sign", asked), signature(asked)).status_code == 403
    assert LedgerEntry.objects.count() == 0


def test_unticked_and_unnamed_is_shown_again(sign_in, asked, ben):
    answer = sign_in(ben, fresh=True).post(url("sign", asked), signature(asked, held=None, by_name=""))
    words = text_of(answer)
    assert answer.status_code == 200
    assert "2 things to change Please write your name. Please tick this if it is so." in words
    assert LedgerEntry.objects.count() == 0


def test_a_request_that_changed_meanwhile_is_shown_again(sign_in, asked, alma, ben, at):
    page = signature(asked)
    ask(alma, ben.provider, at=at, subject=asked.subject_uuid, hours="2", ends_at="2026-11-19T12:00:00+00:00")
    answer = sign_in(ben, fresh=True).post(url("sign", asked), page, follow=True)
    words = text_of(answer)
    assert "Not signed: 19 November 2026, 2 hours. Something about it has changed. Please look at it again." in words
    assert "10:00 to 12:00, 2\xa0hours".replace("\xa0", " ") in words
    assert LedgerEntry.objects.count() == 0


def test_others_are_signed_with_it(sign_in, asked, alma, ben, carla, member, at):
    also, unticked = ask(alma, ben.provider, at=at), ask(alma, ben.provider, at=at)
    foreign = ask(alma, carla.provider, at=at)
    ticked = [f"{r.uuid}.{digest(r.presented)}" for r in (also, foreign)]
    answer = sign_in(ben, fresh=True).post(url("sign", asked), signature(asked, also=ticked), follow=True)
    assert answer.status_code == 200
    signed = set(LedgerEntry.objects.values_list("subject_uuid", flat=True))
    assert signed == set()  # a tick that is not his: nothing at all is signed
    answer = sign_in(ben, fresh=True).post(url("sign", asked), signature(asked, also=ticked[:1]), follow=True)
    assert "Signed one more with it." in text_of(answer)
    signed = set(LedgerEntry.objects.values_list("subject_uuid", flat=True))
    assert signed == {asked.subject_uuid, also.subject_uuid}
    assert unticked.subject_uuid not in signed


def test_a_new_provider_signs_after_a_one_time_link(sign_in, school, alma, at):
    provider = ProviderFactory(school=school, name="Nora Lund", email="nora@example.org")
    nora = UserFactory(name="Nora Lund", email="nora@example.org")
    asked = ask(alma, provider, at=at)
    assert "This is for somebody else" in text_of(sign_in(nora).get(url("request", asked)))
    EmailAddress.objects.create(user=nora, email=nora.email, verified=True, primary=True)
    client = sign_in(nora, fresh=True)
    assert "Alma Reyes asks you" in text_of(client.get(url("request", asked)))
    assert Provider.objects.get(pk=provider.pk).user is None
    client.post(url("sign", asked), signature(asked, by_name="Nora Lund"))
    assert Provider.objects.get(pk=provider.pk).user == nora


# --- not right ----------------------------------------------------------------------------------------------


def wrong(asked, **changes):
    facts = asked.presented
    page = {
        "key": "b" * 32,
        "shown_hash": digest(facts),
        "on": facts["on"],
        "hours": facts["hours"],
        "kind": facts["kind"],
        "mode": facts["mode"],
        "group_size": "",
        "word": "",
        "by_name": "Ben Okafor",
    }
    return page | changes


def test_ben_corrects(sign_in, asked, ben):
    page = wrong(asked, hours="1,5", on="2026-11-18", word="It was the day before.")
    answer = sign_in(ben, fresh=True).post(url("correct", asked), page, follow=True)
    words = text_of(answer)
    assert "Signed, with your correction. Thank you." in words
    assert "Wednesday 18 November 2026" in words and "Corrected the length, the day" in words
    assert "Your word to Alma It was the day before." in words
    assert LedgerEntry.objects.get().statement["hours"] == "3/2"


def test_a_group_of_another_size(sign_in, alma, carla, at):
    asked = ask(alma, carla.provider, at=at, kind="consultation_group", group_size="4")
    page = wrong(asked, group_size="4")
    client = sign_in(carla, fresh=True)
    assert "Nothing was changed." in text_of(client.post(url("correct", asked), page))
    client.post(url("correct", asked), page | {"group_size": "5"})
    statement = LedgerEntry.objects.get().statement
    assert (statement["group_size"], statement["corrected"]) == ("5", ["group_size"])


def test_a_correction_that_changes_nothing_is_shown_again(sign_in, asked, ben):
    answer = sign_in(ben, fresh=True).post(url("correct", asked), wrong(asked))
    assert "Nothing was changed. You can sign it as it stands." in text_of(answer)


def test_a_correction_with_a_mistake_keeps_what_was_typed(sign_in, asked, ben):
    answer = sign_in(ben, fresh=True).post(url("correct", asked), wrong(asked, hours="many", word="Hello"))
    words = text_of(answer)
    assert "Please write a number such as 1, 1.5 or 2/3." in words and "Hello" in words
    answer = sign_in(ben, fresh=True).post(url("correct", asked), wrong(asked, on="2026-12-24"))
    assert "This day has not been yet." in text_of(answer)


def test_ben_sends_it_back(sign_in, asked, ben):
    page = wrong(asked, reason="not_held", word="We met in May only.")
    answer = sign_in(ben, fresh=True).post(url("decline", asked), page, follow=True)
    words = text_of(answer)
    assert "Sent back to Alma" in words and "It did not take place, or not with me" in words
    assert LedgerEntry.objects.get().kind == "declined"


def test_sending_back_needs_a_reason(sign_in, asked, ben):
    answer = sign_in(ben, fresh=True).post(url("decline", asked), wrong(asked, word="Hello"))
    words = text_of(answer)
    assert "One thing to change Please choose what is not right." in words and "Hello" in words


# --- afterwards ---------------------------------------------------------------------------------------------


def test_ben_takes_it_back_the_same_day(sign_in, asked, ben):
    client = sign_in(ben, fresh=True)
    client.post(url("sign", asked), signature(asked))
    assert "Take your answer back?" in text_of(client.get(url("take-back", asked)))
    answer = client.post(url("take-back", asked), {"reason": ""}, follow=True)
    words = text_of(answer)
    assert "Taken back. You can answer again, or leave it." in words and "asks you to confirm a session" in words
    assert list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True)) == ["confirmed", "taken_back"]


def test_the_day_after_the_school_has_to(sign_in, asked, ben, clock):
    client = sign_in(ben, fresh=True)
    client.post(url("sign", asked), signature(asked))
    clock.shift(timedelta(days=1))
    sign_in(ben, fresh=True)
    words = text_of(client.get(url("done", asked)))
    assert "If it has to be taken back, please write to the school." in words
    assert client.post(url("take-back", asked), {"reason": ""}).status_code == 403


def test_what_was_answered_shows_the_answer(sign_in, asked, ben, at):
    client = sign_in(ben, fresh=True)
    client.post(url("sign", asked), signature(asked))
    assert client.get(url("request", asked)).url == url("done", asked)


def test_what_the_student_took_back_says_so(sign_in, asked, alma, ben, at):
    actions.cancel_request(school=asked.school, subject_uuid=asked.subject_uuid, by=alma, at=at)
    words = text_of(sign_in(ben).get(url("request", asked), follow=True))
    assert "Alma has taken this request back There is nothing for you to do." in words


def test_the_time_to_answer_has_passed(sign_in, asked, ben, at):
    actions.expire(request=asked, at=at + timedelta(days=15))
    words = text_of(sign_in(ben).get(url("request", asked)))
    assert "The time to answer has passed You can still answer, as long as Alma has not asked anew." in words


# --- telling the school -------------------------------------------------------------------------------------


def test_anybody_with_the_link_can_tell_the_school(client, asked, dino, sign_in):
    answer = client.post(url("report", asked), {"word": "I do not know this person."}, follow=True)
    assert "The school has been told and will look into it. Nothing was signed." in text_of(answer)
    item = WorkItem.objects.get()
    assert (item.kind, item.subject_uuid, item.url) == ("report", asked.uuid, f"signoffs/reported/{asked.uuid}/")
    assert LedgerEntry.objects.count() == 0
    page = reverse("signoffs:reported", kwargs={"school": "alder-house", "asked": asked.uuid})
    assert "I do not know this person." in text_of(sign_in(dino).get(page))
    words = text_of(client.post(page, {"what": "cancel"}, follow=True))
    assert "Settled on 19 November 2026 at 09:00." in words
    asked.refresh_from_db()
    assert asked.outcome == "cancelled"


def test_the_report_is_for_staff_only(cast, asked, sign_in):
    page = reverse("signoffs:reported", kwargs={"school": "alder-house", "asked": asked.uuid})
    answers = {u.name: sign_in(u).get(page).status_code for u in vars(cast).values()}
    assert answers == {
        "Alma Reyes": 403,
        "Ben Okafor": 403,
        "Carla Lindqvist": 403,
        "Dino Marchetti": 200,
        "Ruth Pellow": 200,
        "Greta Holm": 200,
        "Eva Brandt": 404,
        "Farid Haddad": 404,
    }


# --- reminding ----------------------------------------------------------------------------------------------


def remind_url(asked):
    return reverse("signoffs:remind", kwargs={"school": "alder-house", "asked": asked.uuid})


def test_alma_sees_the_reminder_before_it_is_sent(sign_in, alma, ben, at, django_capture_on_commit_callbacks):
    asked = ask(alma, ben.provider, at=at - timedelta(days=8))
    client = sign_in(alma)
    page = text_of(client.get(remind_url(asked)))
    assert "Subject Something still waits for your confirmation" in page
    assert "2 reminders can still be sent" in page
    with django_capture_on_commit_callbacks(execute=True):
        words = text_of(client.post(remind_url(asked), follow=True))
    assert "The reminder is on its way." in words and "A reminder can be sent from 24 November 2026." in words
    (letter,) = mail.outbox
    assert letter.subject == "Something still waits for your confirmation"
    assert "You can answer until 25 November 2026." in letter.body
    assert "You can answer until 25 November 2026." in page


def test_too_early_says_from_when(sign_in, asked, alma):
    assert "A reminder can be sent from 26 November 2026." in text_of(sign_in(alma).get(remind_url(asked)))
    answer = sign_in(alma).post(remind_url(asked), follow=True)
    assert "A reminder can be sent from 26 November 2026." in text_of(answer)


def test_nobody_else_reminds(cast, asked, sign_in):
    other = {u.name: sign_in(u).get(remind_url(asked)).status_code for u in vars(cast).values() if u != cast.alma}
    assert set(other.values()) == {403, 404}
    assert other["Farid Haddad"] == 404
