"""Alerts on their pages: whom they wait for, what a person writes at each step, and who never hears of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import hands_of_alert
from feltwork.apps.measures.models import Alert
from feltwork.apps.measures.tests.factories import AlertFactory, AskingFactory
from feltwork.apps.practice.models import Client
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
(RISK,) = [item.id for item in instrument("phq-9").risk_items]


@pytest.fixture
def alert(policy, sheet, hands, eva, at):
    """Eva answered the question on her own side; Ben looks by 11:00."""
    actions.save_answers(asking=sheet("phq-9"), hands=hands, answers={RISK: 2}, seen=9, by=eva, at=at)
    return Alert.objects.get()


def to(name, practice, **more):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, **more})


def step(client, practice, alert, name, **more):
    alert.refresh_from_db()
    given = {"step": name, "seen": alert.version, **more}
    return client.post(to("alert-move", practice, uuid=alert.uuid), given)


def test_the_list_says_by_when_and_names_nobody(practice, alert, ben, sign_in):
    page = sign_in(ben).get(to("alerts", practice)).content.decode()
    assert "To be looked at by" in page or "Overdue since" in page
    assert "PHQ-9" in page
    assert "a client of Ben Okafor" in page
    assert "Eva Brandt" not in page
    assert "with you" in page


def test_an_empty_list_says_what_it_is_for(practice, ben, sign_in):
    page = sign_in(ben).get(to("alerts", practice)).content.decode()
    assert "Nothing waits" in page


def test_the_navigation_learns_how_many_wait(practice, alert, ben, jonas, otto, sign_in):
    said = {who.name: sign_in(who).get(to("alerts-count", practice)).content.decode().strip() for who in (ben, otto)}
    assert said == {"Ben Okafor": "1 waits", "Otto Lindgren": ""}


def test_overdue_and_passed_on_are_said_in_words(practice, alert, ben, jonas, sign_in):
    actions.escalate(alert=alert, at=alert.due_at + timedelta(minutes=1))
    Alert.objects.update(due_at=alert.raised_at)
    page = sign_in(jonas).get(to("alert", practice, uuid=alert.uuid)).content.decode()
    assert "Overdue since" in page
    assert "passed on because nobody had looked" in page
    assert "Passed on, for nobody had looked in time" in page


def test_a_life_from_new_to_closed_with_a_reason_each(practice, alert, ben, sign_in, at):
    client = sign_in(ben)
    page = client.get(to("alert", practice, uuid=alert.uuid)).content.decode()
    assert "2 of 3: Answer 2" in page
    assert "eva@example.org" in page
    step(client, practice, alert, "acknowledged")
    asked = client.get(to("alert", practice, uuid=alert.uuid)).content.decode()
    for words in ("Wishing not to live", "Thoughts of ending their life", "A plan, the means, a time"):
        assert words in asked
    step(
        client, practice, alert, "assessed", passive="yes", active="no", imminent="not_asked", reason="We spoke at 10."
    )
    step(client, practice, alert, "actioned", reason="A plan for the evening.")
    step(client, practice, alert, "closed", reason="Seen again today.")
    alert.refresh_from_db()
    hands = hands_of_alert(alert, by=ben, at=at)
    said = [hands.open(one, "words") for one in alert.steps.order_by("pk")]
    assert alert.state == "closed"
    assert said[2]["reason"].splitlines() == [
        "Wishing not to live, or not to wake up: Yes.",
        "Thoughts of ending their life, or of harming somebody: No.",
        "A plan, the means, a time: Not asked.",
        "We spoke at 10.",
    ]
    page = client.get(to("alert", practice, uuid=alert.uuid)).content.decode()
    assert "Seen again today." in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize("name", ["assessed", "actioned", "closed"])
def test_no_step_without_its_reason(practice, alert, ben, sign_in, name):
    client = sign_in(ben)
    before = {"assessed": "acknowledged", "actioned": "assessed", "closed": "actioned"}[name]
    Alert.objects.update(state=before)
    answer = step(client, practice, alert, name, passive="no", active="no", imminent="no", reason=" ")
    assert answer.status_code == 200
    assert Alert.objects.get().state == before


def test_a_second_tab_is_told(practice, alert, ben, sign_in):
    client = sign_in(ben)
    step(client, practice, alert, "acknowledged")
    answer = client.post(to("alert-move", practice, uuid=alert.uuid), {"step": "acknowledged", "seen": 1}, follow=True)
    assert "Somebody else moved this on meanwhile" in answer.content.decode()


def test_it_is_passed_on_to_somebody_who_works_here(practice, alert, ben, otto, sign_in):
    client = sign_in(ben)
    client.post(to("alert-pass-on", practice, uuid=alert.uuid), {"to": otto.pk, "seen": alert.version})
    assert Alert.objects.get().responder == otto
    assert sign_in(otto).get(to("alert", practice, uuid=alert.uuid)).status_code == 200


def test_nobody_else_hears_of_it(practice, alert, eva, otto, carla, farid, sign_in):
    codes = {
        who.name: sign_in(who).get(to("alert", practice, uuid=alert.uuid)).status_code
        for who in (otto, carla, farid, eva)
    }
    assert list(codes.values()) == [404, 404, 404, 403]
    answer = sign_in(otto).post(
        to("alert-move", practice, uuid=alert.uuid), {"step": "closed", "seen": 1, "reason": "x"}
    )
    assert (answer.status_code, Alert.objects.get().state) == (404, "new")


def test_whoever_covers_sees_the_alert_and_not_the_file(practice, alert, jonas, sign_in):
    page = sign_in(jonas).get(to("alert", practice, uuid=alert.uuid)).content.decode()
    assert "Eva" in page
    assert "Measures over time" not in page


def test_earlier_ones_of_the_same_person_stand_as_history(practice, alert, ben, eva, at, sign_in):
    asking = AskingFactory(client=Client.objects.get(pk=eva.file.pk), instrument="core-10", state="done")
    AlertFactory(asking=asking, state="closed", raised_at=at - timedelta(days=90), closed_at=at - timedelta(days=89))
    page = sign_in(ben).get(to("alert", practice, uuid=alert.uuid)).content.decode()
    assert "CORE-10" in page


def test_the_list_costs_the_same_with_one_and_with_three(practice, alert, ben, at, sign_in, django_assert_num_queries):
    client = sign_in(ben)
    client.get(to("alerts", practice))
    with django_assert_num_queries(8):
        client.get(to("alerts", practice))
    for _number in range(2):
        AlertFactory(asking=alert.asking, due_at=at)
    with django_assert_num_queries(8):
        client.get(to("alerts", practice))
