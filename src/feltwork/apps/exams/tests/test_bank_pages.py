"""The pages of the bank."""

import pytest
from django.urls import reverse

from feltwork.apps.exams.models import Blueprint, Examination, Item
from feltwork.apps.exams.tests.bank import demo_bank, in_use, written


@pytest.fixture
def page(school, sign_in, carla):
    """`page("bank")`: what Carla gets."""
    client = sign_in(carla)

    def get(name, *args, user=None, **query):
        return (sign_in(user) if user else client).get(reverse(f"exams:{name}", args=[school.slug, *args]), query)

    return get


def test_an_empty_bank_says_where_questions_come_from(page):
    assert "Take questions in" in page("bank").content.decode()


def test_one_and_three_questions_take_the_same_number_of_queries(
    page, school, carla, greta, dino, at, django_assert_num_queries
):
    in_use(school, carla, [greta, dino], at)
    page("bank")
    with django_assert_num_queries(9):
        page("bank")
    written(school, carla, at)
    in_use(school, carla, [greta, dino], at)
    with django_assert_num_queries(9):
        page("bank")


def test_the_list_is_filtered(page, cast, cohort, at):
    demo_bank(cast, cohort, at)

    def count(**query):
        return page("bank", **query).context["page"].paginator.count

    assert count() == 54
    assert count(state="retired") == 1
    assert count(topic="ethics", state="live") == 8
    assert count(q="petrol") == 1
    assert count(kind="region") == 2
    assert count(state="review", topic="se_skills") == 1
    mine = page("bank", user=cast.greta, state="mine")
    assert mine.context["page"].paginator.count == 1


POSTED = {
    "stem": "Which one?", "language": "en", "topic": "trauma", "difficulty": "easy", "points": "1",
    "lines": "3", "text_0": "Yes", "text_1": "No", "text_2": "", "right": "1",
}  # fmt: skip


def test_a_question_is_written_looked_at_and_kept(school, sign_in, carla):
    client = sign_in(carla)
    url = reverse("exams:item-new", args=[school.slug])
    assert "Which kind of question?" in client.get(url).content.decode()
    look = client.post(url + "?kind=single", POSTED | {"look": "1"})
    assert look.context["look"].choices[1].is_right
    assert client.post(url + "?kind=single", POSTED | {"more": "1"}).context["form"].count == 4
    assert Item.objects.count() == 0
    kept = client.post(url + "?kind=single", POSTED)
    item = Item.objects.get()
    assert kept.url == reverse("exams:item", args=[school.slug, item.uuid])
    assert item.versions.get().data == {
        "kind": "single",
        "stem": "Which one?",
        "choices": [{"id": "a", "text": "Yes"}, {"id": "b", "text": "No"}],
        "key": "b",
        "scoring": "all_or_nothing",
        "points": 1,
        "language": "en",
    }


def test_only_the_part_that_is_looked_at_comes_back(school, sign_in, carla):
    url = reverse("exams:item-new", args=[school.slug]) + "?kind=single"
    part = sign_in(carla).post(url, POSTED | {"look": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<aside") and "<html" not in part


def test_what_is_missing_is_said_beside_it(school, sign_in, carla):
    url = reverse("exams:item-new", args=[school.slug]) + "?kind=single"
    answer = sign_in(carla).post(url, POSTED | {"right": ""})
    assert answer.status_code == 200
    assert "Please say what is right." in answer.content.decode()


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching", "short", "region"])
def test_every_kind_is_read_back_as_it_was_written(kind, school, sign_in, cast, cohort, at):
    """Opening a question and keeping it unchanged gives the same question."""
    demo_bank(cast, cohort, at)
    client = sign_in(cast.carla)
    item = Item.objects.filter(versions__kind=kind, versions__state="live").order_by("pk").first()
    before = item.versions.get(state="live").data
    url = reverse("exams:item-edit", args=[school.slug, item.uuid])
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    right = [str(line.index) for line in form.lines if line.is_right]
    assert client.post(url, given | {"lines": str(form.count), "right": right}).status_code == 302
    assert item.versions.order_by("-number").first().data == before


def test_two_people_read_it_on_its_page(school, sign_in, carla, greta, dino, at):
    item = written(school, carla, at)
    url = reverse("exams:item", args=[school.slug, item.uuid])
    sign_in(carla).post(reverse("exams:item-send", args=[school.slug, item.uuid]))
    assert sign_in(carla).post(url, {"verdict": "fit"}).status_code == 302
    assert item.versions.get().reviews.count() == 0
    for reader in (greta, dino):
        assert "You are asked to read this" in sign_in(reader).get(url).content.decode()
        assert sign_in(reader).post(url, {"verdict": "fit"}).status_code == 302
    assert item.versions.get().state == "live"


def test_a_figure_is_drawn_anew_and_shown_to_those_who_keep_the_bank(school, sign_in, carla, alma, farid, picture):
    client = sign_in(carla)
    url = reverse("exams:figures", args=[school.slug])
    client.post(url, {"name": "A room", "alt": "A room with a window.", "file": picture})
    shelf = client.get(url).context["shelf"]
    figure = shelf[0].figure
    assert (figure.width, figure.height, shelf[0].items) == (40, 20, 0)
    address = reverse("exams:figure-file", args=[school.slug, figure.uuid])
    assert client.get(address).headers["Content-Type"] == "image/webp"
    assert sign_in(alma).get(address).status_code == 404
    assert sign_in(farid).get(address).status_code == 404
    assert sign_in(carla).post(reverse("exams:figure-remove", args=[school.slug, figure.uuid])).status_code == 302
    assert sign_in(carla).get(url).context["shelf"] == []


@pytest.fixture
def picture(settings, tmp_path):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return SimpleUploadedFile("room.png", out.getvalue())


def test_a_blueprint_says_what_the_bank_lacks(school, sign_in, cast, cohort, at):
    demo_bank(cast, cohort, at)
    client = sign_in(cast.carla)
    url = reverse("exams:blueprint-new", args=[school.slug])
    empty = client.post(url, {"name": "Short", "parts": "1"})
    assert "at least one topic" in empty.content.decode()
    made = client.post(url, {"name": "Short", "parts": "1", "count_0_trauma_": "2", "count_0_ethics_hard": "9"})
    of = Blueprint.objects.get(name="Short")
    page = client.get(made.url)
    lacks = [
        (one.name, [(lack.topic, lack.difficulty, lack.missing) for lack in one.lacks]) for one in page.context["lacks"]
    ]
    assert lacks == [("English", [("Ethics", "Hard", 7)])]
    assert [len(part.items) for part in page.context["trial"]] == [4]
    copy = client.get(url, {"from": str(of.uuid)}).context["form"]
    assert (copy["name"].value(), copy["count_0_trauma_"].value()) == ("Short, copy", 2)


def test_an_examination_is_planned_and_opened_by_different_people(school, sign_in, cast, cohort, at):
    demo = demo_bank(cast, cohort, at)
    url = reverse("exams:examination-new", args=[school.slug])
    given = {
        "programme": cohort.programme.pk, "kind": "written", "name": "Second level", "code": "second",
        "languages": "en", "minutes": "60", "pause_minutes": "10", "cut_percent": "65", "part_cut_percent": "0",
        "shows": "topics",
        "attempts": "2", "retake_days": "30", "lockout_days": "180",
    }  # fmt: skip
    made = sign_in(cast.carla).post(url, given)
    assert made.status_code == 302, made.context["form"].errors
    of = Examination.objects.get(code="second")
    opening = reverse("exams:examination-open", args=[school.slug, of.uuid])
    assert sign_in(cast.carla).post(opening).status_code == 403
    sign_in(cast.ruth, fresh=True).post(opening)
    assert not Examination.objects.get(code="second").is_open  # without a blueprint
    sign_in(cast.carla).post(
        reverse("exams:examination-edit", args=[school.slug, of.uuid]), given | {"blueprint": demo.blueprint.pk}
    )
    sign_in(cast.ruth, fresh=True).post(opening)
    assert Examination.objects.get(code="second").is_open
    refused = sign_in(cast.carla).post(url, given | {"code": "third", "minutes": "1"})
    assert list(refused.context["form"].errors) == ["minutes"]


def test_a_stranger_finds_nothing_and_a_student_may_not(page, alma, farid):
    assert page("bank", user=farid).status_code == 404
    assert page("bank", user=alma).status_code == 403
