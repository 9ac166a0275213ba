"""Long work: it says how far it is, stops when asked, goes on from where it was, and is never done twice."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from feltwork.apps.jobs import runs, schedule
from feltwork.apps.jobs.actions import ask_cancel, go_on, start_run
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Cancelled, close_lost_runs, long_work
from feltwork.apps.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
counted = []


@pytest.fixture(autouse=True)
def own_work(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(schedule, "_known", {})
    monkeypatch.setattr(runs, "_known", {})
    monkeypatch.setattr(runs, "BETWEEN_WRITES", runs.BETWEEN_WRITES * 0)
    counted.clear()


def count_to(run):
    """Counts on from what is kept, one a step."""
    run.total(run.params["to"])
    for number in range(run.kept.get("last", 0) + 1, run.params["to"] + 1):
        if number == run.params.get("break_at") and "broken" not in run.kept:
            run.keep(broken=True)
            raise RuntimeError("a name that nobody may read")
        counted.append(number)
        if number == run.params.get("stop_at") and run.row.cancel_asked_at is None:
            ask_cancel(run=run.row, by=run.row.started_by, at=run.row.created_at)
        run.step()
        run.keep(last=number)
    return {"sum": sum(counted)}


def start(person, at, **params):
    long_work("tests.count")(count_to)
    return start_run(kind="tests.count", title="Counting", by=person, at=at, params=params)


def work():
    Worker().run(once=True)


def test_work_is_done_by_the_worker_and_says_what_came_of_it(alma, at):
    run = start(alma, at, to=4)

    assert (run.state, counted) == ("waiting", [])
    work()
    run.refresh_from_db()

    assert (run.state, run.done, run.total, run.result, counted) == ("done", 4, 4, {"sum": 10}, [1, 2, 3, 4])


def test_what_waits_is_cancelled_at_once(alma, at):
    run = start(alma, at, to=4)

    ask_cancel(run=run, by=alma, at=at)
    work()
    run.refresh_from_db()

    assert (run.state, counted) == ("cancelled", [])


def test_what_is_under_way_stops_after_its_step_and_goes_on_from_there(alma, at):
    run = start(alma, at, to=4, stop_at=2)
    work()
    run.refresh_from_db()
    assert (run.state, run.done) == ("cancelled", 2)

    Run.objects.filter(pk=run.pk).update(params={"to": 4})
    go_on(run=run, by=alma, at=at)
    work()
    run.refresh_from_db()

    assert (run.state, run.kept["last"]) == ("done", 4)


def test_an_error_is_tried_again_later_from_where_it_was(alma, at, time_machine):
    time_machine.move_to(at, tick=False)
    run = start(alma, at, to=3, break_at=2)
    work()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("waiting", "Something broke. It is tried again by itself in a while.")

    time_machine.shift(120)
    work()
    run.refresh_from_db()

    assert (run.state, counted) == ("done", [1, 2, 3])


def test_a_sentence_for_people_is_shown_and_not_tried_again(alma, at):
    def refuse(run):
        raise ValidationError("There is no such edition.")

    long_work("tests.refuse")(refuse)
    run = start_run(kind="tests.refuse", title="Refusing", by=alma, at=at)
    work()
    run.refresh_from_db()

    assert (run.state, run.problem) == ("failed", "There is no such edition.")
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_two_tasks_of_one_run_do_it_once(alma, at):
    run = start(alma, at, to=2)
    runs.work_on.enqueue(run_id=run.pk)

    work()

    assert counted == [1, 2]


def test_a_run_whose_worker_was_lost_too_often_is_closed(alma, at):
    run = start(alma, at, to=2)
    Run.objects.filter(pk=run.pk).update(state="running", task_id="")

    close_lost_runs(at)
    run.refresh_from_db()

    assert run.state == "failed"


def test_an_unknown_kind_is_refused(alma, at):
    with pytest.raises(KeyError):
        start_run(kind="tests.unknown", title="Nothing", by=alma, at=at)


def test_cancelled_is_no_error_of_the_task(alma, at):
    def stop(run):
        raise Cancelled

    long_work("tests.stop")(stop)
    start_run(kind="tests.stop", title="Stopping", by=alma, at=at)
    work()

    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_the_page_shows_the_state_to_who_started_it_and_to_administrators_only(
    client, sign_in, alma, dino, farid, school, at
):
    run = start(alma, at, to=4)
    Run.objects.filter(pk=run.pk).update(school=school)
    address = reverse("runs:show", kwargs={"uuid": run.uuid})
    seen = {}
    for person in (alma, dino, farid):
        sign_in(person)
        seen[person.name] = client.get(address).status_code

    assert list(seen.values()) == [200, 200, 404]


def test_the_part_asks_again_while_it_runs_and_loads_the_page_anew_at_the_end(client, sign_in, alma, at):
    run = start(alma, at, to=4)
    address = reverse("runs:show", kwargs={"uuid": run.uuid})
    sign_in(alma)
    part = client.get(address, headers={"HX-Request": "true"})
    assert ('hx-trigger="every 1s"' in part.text, "<html" in part.text) == (True, False)

    client.post(reverse("runs:cancel", kwargs={"uuid": run.uuid}))

    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "Go on from there" in client.get(address).text
