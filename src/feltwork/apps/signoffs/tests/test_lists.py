"""Lists: what waits for Ben, what he answered, and the ledger for staff. Rows cost no queries."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from feltwork.apps.audit import guards
from feltwork.apps.signoffs import actions
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.tests.factories import ask, seal_one
from feltwork.apps.signoffs.tests.test_pages import text_of
from feltwork.apps.signoffs.tests.test_verify import tamper
from feltwork.core.signoffs import digest, seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(at):
    cache.clear()
    with time_machine.travel(at) as traveller:
        yield traveller


def url(name, **kwargs):
    return reverse(f"signoffs:{name}", kwargs={"school": "alder-house", **kwargs})


def value(request):
    return f"{request.uuid}.{digest(request.presented)}"


def confirm(request, by, at, key="k"):
    shown = digest(request.presented)
    return actions.confirm(
        request=request, by=by, by_name=by.name, shown_hash=shown, at=at, idempotency_key=f"{key}:{request.uuid.hex}"
    )


# --- what waits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_any_number_of_rows(sign_in, alma, ben, at, rows, django_assert_num_queries):
    for _ in range(rows):
        ask(alma, ben.provider, at=at)
    client = sign_in(ben)
    with django_assert_num_queries(7):
        words = text_of(client.get(url("inbox")))
    assert ("One request waits" if rows == 1 else "3 requests wait for your answer.") in words


def test_the_inbox_groups_by_student_and_filters(sign_in, member, alma, ben, carla, at):
    olga = member("Olga Ivers", "student")
    ask(alma, ben.provider, at=at, on="2026-11-02")
    ask(olga, ben.provider, at=at, kind="consultation_individual", on="2026-11-03")
    ask(alma, carla.provider, at=at, on="2026-11-04")
    client = sign_in(ben)
    words = text_of(client.get(url("inbox")))
    assert words.index("Alma Reyes Monday 2 November") < words.index("Olga Ivers Tuesday 3 November")
    assert "Wednesday 4 November" not in words
    words = text_of(client.get(url("inbox"), {"kind": "consultation_individual"}))
    assert "Monday 2 November" not in words and "Tuesday 3 November" in words
    words = text_of(client.get(url("inbox"), {"student": str(alma.uuid)}))
    assert "Monday 2 November" in words and "Tuesday 3 November" not in words
    words = text_of(client.get(url("inbox"), {"student": str(alma.uuid), "kind": "consultation_group"}))
    assert "Nothing that waits fits this choice." in words


def test_several_are_signed_at_once(sign_in, member, alma, ben, at):
    olga = member("Olga Ivers", "student")
    one, two, unticked = ask(alma, ben.provider, at=at), ask(olga, ben.provider, at=at), ask(olga, ben.provider, at=at)
    body = {"key": "a" * 32, "by_name": "Ben Okafor", "held": "on", "sign": [value(one), value(two)]}
    words = text_of(sign_in(ben, fresh=True).post(url("sign-several"), body, follow=True))
    assert "Signed 2. Thank you." in words and "One request waits" in words
    assert LedgerEntry.objects.filter(kind="confirmed").count() == 2
    unticked.refresh_from_db()
    assert unticked.outcome == "open"


def test_what_is_not_ones_own_is_not_signed(sign_in, alma, ben, carla, at):
    mine, foreign = ask(alma, ben.provider, at=at), ask(alma, carla.provider, at=at)
    body = {"key": "a" * 32, "by_name": "Ben", "held": "on", "sign": [value(mine), value(foreign), "x", "1.2"]}
    sign_in(ben, fresh=True).post(url("sign-several"), body)
    assert list(LedgerEntry.objects.values_list("subject_uuid", flat=True)) == [mine.subject_uuid]


def test_ticks_are_kept_when_something_is_missing(sign_in, alma, ben, at):
    one = ask(alma, ben.provider, at=at)
    body = {"key": "a" * 32, "by_name": "", "sign": [value(one)]}
    answer = sign_in(ben, fresh=True).post(url("sign-several"), body)
    assert f'value="{value(one)}" checked' in answer.content.decode()
    answer = sign_in(ben, fresh=True).post(url("sign-several"), {"key": "a" * 32, "by_name": "Ben", "held": "on"})
    assert "Nothing is ticked yet." in text_of(answer)
    assert LedgerEntry.objects.count() == 0


def test_the_inbox_is_for_providers(cast, sign_in):
    found = {u.name: sign_in(u).get(url("inbox")).status_code for u in vars(cast).values()}
    assert found == {
        "Alma Reyes": 404,
        "Ben Okafor": 200,
        "Carla Lindqvist": 200,
        "Dino Marchetti": 404,
        "Ruth Pellow": 404,
        "Greta Holm": 404,
        "Eva Brandt": 404,
        "Farid Haddad": 404,
    }


def test_an_empty_inbox_says_what_will_be_here(sign_in, ben):
    assert "Nothing waits for you" in text_of(sign_in(ben).get(url("inbox")))


# --- what was answered --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_answers_cost_the_same_for_any_number_of_rows(sign_in, alma, ben, at, rows, django_assert_num_queries):
    for _ in range(rows):
        confirm(ask(alma, ben.provider, at=at), ben, at)
    client = sign_in(ben)
    with django_assert_num_queries(6):
        words = text_of(client.get(url("answers")))
    assert words.count("Confirmed by the provider") == rows


def test_a_copy_can_be_kept_and_worked_out_anew(sign_in, cast, at):
    entry = confirm(ask(cast.alma, cast.ben.provider, at=at), cast.ben, at)
    page = text_of(sign_in(cast.ben).get(url("copy", entry=entry.uuid)))
    assert "About Alma Reyes, signed by Ben Okafor on 19 November 2026 at 09:00." in page and entry.seal in page
    answer = sign_in(cast.ben).get(url("copy-file", entry=entry.uuid))
    kept = json.loads(answer.content)
    assert seal(kept["facts"], previous=kept["previous"]) == kept["seal"] == entry.seal
    assert answer["Content-Disposition"] == 'attachment; filename="entry-1.json"'
    found = {u.name: sign_in(u).get(url("copy", entry=entry.uuid)).status_code for u in vars(cast).values()}
    assert {name for name, status in found.items() if status == 200} == {"Ben Okafor", "Alma Reyes"}
    assert set(found.values()) == {200, 404}


# --- the ledger ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_costs_the_same_for_any_number_of_rows(
    sign_in, school, alma, greta, ruth, at, rows, django_assert_num_queries
):
    for _ in range(rows):
        seal_one(school, alma, ruth, at=at)
    client = sign_in(greta)
    with django_assert_num_queries(6):
        words = text_of(client.get(url("ledger")))
    assert words.count("Decided by a person") == rows + 1  # and once in the filter


def test_the_ledger_is_paged_by_number(sign_in, school, alma, greta, ruth, at):
    for _ in range(60):
        seal_one(school, alma, ruth, at=at)
    client = sign_in(greta)
    first = client.get(url("ledger"))
    assert 'href="?before=11"' in first.content.decode()
    rest = text_of(client.get(url("ledger"), {"before": "11"}))
    assert "To the newest" in rest and "Older" not in rest
    assert rest.count("Decided by a person") == 11


def test_the_ledger_is_filtered(sign_in, school, member, alma, greta, ruth, at):
    olga = member("Olga Ivers", "student")
    seal_one(school, alma, ruth, at=at)
    seal_one(school, olga, ruth, at=at - timedelta(days=3), kind="waived", statement={"requirement": "days"})
    client = sign_in(greta)

    def names(**query):
        words = text_of(client.get(url("ledger"), query)).partition("Entries, the newest first")[2]
        return [name for name in ("Alma Reyes", "Olga Ivers") if name in words]

    assert names() == ["Alma Reyes", "Olga Ivers"]
    assert names(student="olga") == ["Olga Ivers"]
    assert names(kind="ruled") == ["Alma Reyes"]
    assert names(since="2026-11-18") == ["Alma Reyes"]
    assert names(until="2026-11-18") == ["Olga Ivers"]
    assert names(since="soon", kind="nonsense", before="x") == ["Alma Reyes", "Olga Ivers"]
    assert "No entry fits this choice." in text_of(client.get(url("ledger"), {"student": "nobody"}))


def test_the_check_says_that_every_seal_fits(sign_in, school, alma, greta, ruth, at, django_assert_num_queries):
    for _ in range(3):
        entry = seal_one(school, alma, ruth, at=at)
    client = sign_in(greta)
    with django_assert_num_queries(10):
        words = text_of(client.get(url("ledger-check")))
    assert "Every seal fits All 3 entries were read." in words and entry.seal in words


def test_the_check_names_what_was_done(sign_in, school, alma, greta, ruth, at):
    entries = [seal_one(school, alma, ruth, at=at) for _ in range(3)]
    tamper("UPDATE signoffs_ledgerentry SET by_name = 'X' WHERE seq = 2")
    words = text_of(sign_in(greta).get(url("ledger-check")))
    assert "The ledger is not as it was sealed" in words
    assert f"2 was altered: its seal does not fit {entries[1].uuid}" in words
    page = text_of(sign_in(greta).get(url("ledger-entry", entry=entries[1].uuid)))
    assert "It does not fit" in page


def test_the_check_names_a_missing_guard(sign_in, greta):
    guards.install()
    with guards.lifted():
        words = text_of(sign_in(greta).get(url("ledger-check")))
    assert "The trigger fw_keep_signoffs_ledgerentry_delete is missing" in words


def test_staff_take_an_answer_back_with_a_reason(sign_in, cast, at, clock):
    asked = ask(cast.alma, cast.ben.provider, at=at)
    entry = confirm(asked, cast.ben, at)
    clock.shift(timedelta(days=2))
    client = sign_in(cast.ruth, fresh=True)
    page = url("ledger-entry", entry=entry.uuid)
    assert "Take this answer back for the provider" in text_of(client.get(page))
    answer = client.post(url("entry-take-back", entry=entry.uuid), {"reason": ""})
    assert "Please give a reason." in text_of(answer)
    words = text_of(client.post(url("entry-take-back", entry=entry.uuid), {"reason": "Ben wrote."}, follow=True))
    assert "Taken back. The student has been told." in words
    assert "Take this answer back for the provider" not in words
    asked.refresh_from_db()
    assert asked.outcome == "taken_back"


def test_the_ledger_is_for_staff_only(cast, sign_in, school, at):
    entry = seal_one(school, cast.alma, cast.ruth, at=at)
    pages = [url("ledger"), url("ledger-check"), url("ledger-entry", entry=entry.uuid)]
    found = {u.name: {sign_in(u).get(page).status_code for page in pages} for u in vars(cast).values()}
    assert found == {
        "Alma Reyes": {403},
        "Ben Okafor": {403},
        "Carla Lindqvist": {403},
        "Dino Marchetti": {200},
        "Ruth Pellow": {200},
        "Greta Holm": {200},
        "Eva Brandt": {404},
        "Farid Haddad": {404},
    }
    before = LedgerEntry.objects.count()
    taken = url("entry-take-back", entry=entry.uuid)
    answers = [sign_in(u, fresh=True).post(taken, {"reason": "x"}).status_code for u in (cast.alma, cast.farid)]
    assert (answers, LedgerEntry.objects.count()) == ([403, 404], before)
