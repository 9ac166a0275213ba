"""A day with a risky answer is lived through, and then its traces are looked for: which items were answered, and what
people wrote about it, lie open nowhere."""

import io
import json

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import actions
from feltwork.apps.measures.models import Alert, Result
from feltwork.apps.measures.tasks import escalate_all
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice.tests.test_canary import WORD, holds, log, places_with  # noqa: F401  log is a fixture
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
PHQ = instrument("phq-9")
(RISK,) = [item.id for item in PHQ.risk_items]
MOOD = PHQ.items[1].id


def to(name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def day(policy, sheet, hands, opened, ben, eva, at, django_capture_on_commit_callbacks):
    """By the acts that every door uses."""
    with django_capture_on_commit_callbacks(execute=True):
        row = sheet("phq-9")
        actions.save_answers(asking=row, hands=hands, answers={MOOD: 2, RISK: 1}, seen=0, by=eva, at=at)
        result = actions.finish(asking=row, hands=hands, by=eva, at=at)
        file = opened(ben, eva.file)
        actions.correct(result=result, file=file, answers={MOOD: 3, RISK: 2}, reason=WORD, by=ben, at=at)
        escalate_all(at.replace(hour=12))
        alert = Alert.objects.get()
        for act in (actions.acknowledge, actions.assess, actions.act_on, actions.close):
            alert = act(alert=alert, reason=f"{WORD} was spoken about", seen=alert.version, by=ben, at=at)
        half = sheet("phq-9")
        actions.save_answers(asking=half, hands=hands, answers={MOOD: 1}, seen=0, by=eva, at=at)
    return half


def test_words_and_answers_lie_open_nowhere(day, eva):
    assert places_with(WORD) == []
    # which items there are stands in the wording that was brought in, and nowhere else
    assert [place for place in places_with(RISK) if place != "measures_pack.body"] == []
    out = io.StringIO()
    call_command("dumpdata", exclude=["measures.pack"], stdout=out)
    assert (len(out.getvalue()) > 5000, holds(out.getvalue()), RISK in out.getvalue()) == (True, False, False)
    if connection.vendor == "sqlite":
        assert not holds(connection.connection.serialize())


def test_mail_says_that_something_waits_and_nothing_else(day):
    told = [f"{row.subject} {row.body} {row.url}".lower() for row in Notice.objects.all()]
    sent = [letter.message().as_string().lower() for letter in mail.outbox]
    assert len(told) >= 2
    for content in told + sent:
        assert not [word for word in ("eva", "phq", "risk", "self", "mood", WORD.lower()) if word in content.split()]


def test_audit_says_that_and_not_what(day):
    facts = [json.dumps(row.facts) for row in AuditRecord.objects.filter(code__startswith="measures.")]
    assert len(facts) > 8
    assert [one for one in facts if holds(one) or RISK in one or '"value"' in one] == []


def test_pages_logs_addresses_and_sessions_keep_nothing(day, sign_in, eva, policy, log):  # noqa: F811
    now = timezone.now()
    type(day).objects.filter(pk=day.pk).update(opens_at=now, closes_at=now.replace(year=now.year + 1), due_at=now)
    browser, address = sign_in(eva), to("sheet", uuid=day.uuid)
    pages = [browser.get(to("mine")), browser.get(address), browser.get(f"{address}?all=1")]
    body = json.dumps({"seen": 9, "answers": {RISK: 3}})
    pages.append(browser.post(f"{address}save/", body, content_type="application/json"))
    moved = browser.post(address, {f"a-{MOOD}": "3", "seen": 9, "q": 2, "go": "next"})
    assert [page.status_code for page in [*pages, moved]] == [200, 200, 200, 200, 302]
    assert not {MOOD, RISK} & set(moved["Location"].replace("?", "/").replace("=", "/").split("/"))
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert "<title>Questions</title>" in page.text or "Questions for you</title>" in page.text or page is pages[-1]
    written = log.getvalue()
    assert ("route=measures:sheet" in written, RISK in written, holds(written)) == (True, False, False)
    assert [row.pk for row in Session.objects.all() if RISK in json.dumps(row.get_decoded())] == []


def test_without_the_key_a_stolen_table_gives_no_result(day, at):
    for box in Result.objects.values_list("scores", flat=True):
        assert b"total" not in bytes(box)
    assert Client().get(to("link", token="0" * 64)).status_code == 404
