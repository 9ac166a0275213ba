"""A new start within one file: what is compared with what from then on, and that nothing is lost by it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import actions
from feltwork.apps.measures.fhir import resources
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Episode
from feltwork.apps.measures.queries.episodes import episode_of, episodes_of
from feltwork.apps.measures.queries.own import own_results
from feltwork.apps.measures.queries.reading import cards_of
from feltwork.apps.measures.tests.test_reading import answered, file  # noqa: F401  fixtures
from feltwork.apps.practice.queries.takeout import tables_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(file, answered, ben, at):  # noqa: F811  the fixtures, by their names
    """Better, then back and worse, then better again; the third answer begins anew."""
    answered("gad-7", [2, 1, 2, 1])
    return actions.start_episode(
        file=file, starts_on=(at - timedelta(weeks=1)).date(), reason="Came back", by=ben, at=at
    )


def start_of(file):  # noqa: F811
    return episode_of(hands_of_file(file))


def shown(file):  # noqa: F811
    hands = hands_of_file(file)
    (card,) = cards_of(hands, episode=episode_of(hands))
    return card


def to(name, practice, eva, **more):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, "uuid": eva.file.uuid, **more})


def test_later_answers_are_compared_with_the_first_since_then(file, begun, at):  # noqa: F811
    card = shown(file)
    assert card.first.trajectory.baseline == ((at - timedelta(weeks=1)).date(), 14)
    assert [row.compared for row in card.rows][1:] == ["the start", "before the new start", "before the new start"]
    assert (len(card.first.trajectory.points), len(card.rows), card.first.verdict) == (2, 4, "better")


def test_the_note_the_drawing_and_the_hints_begin_there_too(file, begun):  # noqa: F811
    card = shown(file)
    assert card.note.splitlines()[1] == "Total: 14 (12 November 2026); 7 (19 November 2026)."
    assert card.first.data["band"][0] == card.first.data["since"] == card.first.data["x"][2]
    assert card.first.hints == ()


def test_without_an_answer_since_then_nothing_is_claimed(file, answered, ben, at):  # noqa: F811
    answered("gad-7", [2, 1])
    actions.start_episode(file=file, starts_on=at.date(), by=ben, at=at)
    actions.take_back_episode(episode=Episode.objects.get(), file=file, by=ben, at=at)
    later = at + timedelta(days=2)
    actions.start_episode(file=file, starts_on=later.date(), by=ben, at=later)
    panel = shown(file).first
    assert (panel.verdict, panel.sentence, panel.band) == ("not_enough", "No answer since the new start.", "")


def test_taken_back_it_is_as_if_it_had_not_been_and_both_rows_stay(file, begun, ben, at):  # noqa: F811
    actions.take_back_episode(episode=begun, file=file, by=ben, at=at)
    again = actions.take_back_episode(episode=begun, file=file, by=ben, at=at)
    assert (start_of(file), Episode.objects.count(), again.takes_back) == (None, 2, begun)
    codes = ["measures.start_episode", "measures.take_back_episode"]
    assert list(AuditRecord.objects.filter(code__in=codes).order_by("pk").values_list("code", flat=True)) == codes


def test_the_latest_day_holds_whenever_it_was_set(file, begun, ben, at):  # noqa: F811
    earlier = actions.start_episode(file=file, starts_on=(at - timedelta(weeks=3)).date(), by=ben, at=at)
    rows = episodes_of(hands_of_file(file))
    assert [(one.row, one.reason, one.is_current) for one in rows] == [(begun, "Came back", True), (earlier, "", False)]


@pytest.mark.parametrize(("days", "said"), [(1, "That day has not come yet."), (-7, "A new start is on that day")])
def test_days_to_come_and_the_same_day_twice_are_refused(file, begun, ben, at, days, said):  # noqa: F811
    with pytest.raises(ValidationError, match=said):
        actions.start_episode(file=file, starts_on=(at + timedelta(days=days)).date(), by=ben, at=at)


def test_the_client_is_compared_from_there_and_reads_no_reason(practice, begun, eva, sign_in, at):
    (shelf,) = own_results(eva, frozenset({"client"}), practice, at)
    assert shelf.cards[0].panels[0].panel.trajectory.baseline[0] == begun.starts_on
    page = sign_in(eva).get(reverse("measures:mine-results", kwargs={"school": practice.slug}))
    assert "Came back" not in page.text


def test_it_is_set_and_taken_back_on_pages(practice, answered, file, ben, eva, sign_in, at):  # noqa: F811
    answered("gad-7", [2, 1])
    client = sign_in(ben)
    day = (at - timedelta(days=3)).date()
    client.post(to("episodes", practice, eva), {"starts_on": day.isoformat(), "reason": "A new year"})
    page = client.get(to("client-results", practice, eva))
    assert "A new start on 16 November 2026" in page.text
    assert "A new year" in page.text
    whole = client.get(to("client-results", practice, eva), {"since": "first"})
    assert "Compared with the first answer in the file" in whole.text
    client.post(to("episode-back", practice, eva, episode=Episode.objects.get().uuid))
    assert start_of(file) is None


def test_a_day_that_is_none_is_told_beside_the_field(practice, ben, eva, sign_in):
    page = sign_in(ben).post(to("episodes", practice, eva), {"starts_on": "2090-01-01"})
    assert (page.status_code, "That day has not come yet." in page.text) == (422, True)


def test_a_stranger_finds_nothing_and_a_client_may_not(practice, begun, eva, farid, sign_in):
    back = to("episode-back", practice, eva, episode=begun.uuid)
    stranger = sign_in(farid)
    assert [stranger.get(to("episodes", practice, eva)).status_code, stranger.post(back).status_code] == [404, 404]
    assert sign_in(eva).post(back).status_code in {403, 404}
    assert not Episode.objects.exclude(takes_back=None).exists()


def test_fhir_tells_the_episodes_that_hold(file, begun, ben, at):  # noqa: F811
    first = actions.start_episode(file=file, starts_on=(at - timedelta(weeks=3)).date(), by=ben, at=at)
    gone = actions.start_episode(file=file, starts_on=at.date(), by=ben, at=at)
    actions.take_back_episode(episode=gone, file=file, by=ben, at=at)
    found = [one for one in resources(tables_of(file)) if one["resourceType"] == "EpisodeOfCare"]
    assert [(one["id"], one["status"], one["period"]) for one in found] == [
        (str(first.uuid), "finished", {"start": "2026-10-29", "end": "2026-11-12"}),
        (str(begun.uuid), "active", {"start": "2026-11-12"}),
    ]
