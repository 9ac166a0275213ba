"""Writing and publishing on the pages of the desk, files, and whom they refuse."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Course, Lesson, LessonDraft, LessonFile
from feltwork.apps.learning.tests.factories import AT, make_course, make_lesson, open_course, publish, question, text

pytestmark = pytest.mark.django_db
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(200))
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\nFeel your feet.\n"
ONE = {"course": "first-steps", "lesson": "orienting"}
WORDS = {"language": "en", "order": "free", "right_percent": 0, "least_minutes": 0}


def picture(width=1200, height=600, kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return SimpleUploadedFile("A window.png", out.getvalue())


def form(title="Orienting", body="Words.", seen=0, stem="", **more):
    return {
        "title": title, "summary": "", "body": body, "minutes": "", "seen": seen, "q-TOTAL_FORMS": 1,
        "q-INITIAL_FORMS": 0, "q-0-stem": stem, "q-0-kind": "single", "q-0-choices": "The first\n* The second",
        "q-0-why": "It is.", **more,
    }  # fmt: skip


def test_from_nothing_to_an_open_course(school, carla, sign_in, to):
    client = sign_in(carla)
    answer = client.post(to("course-new"), {**WORDS, "title_en": "First steps", "title_de": "Erste Schritte"})
    assert answer["Location"] == to("course-edit", course="first-steps")
    answer = client.post(to("lesson-new", course="first-steps"), {"new-title": "Orienting", "new-topic": "anatomy"})
    assert answer["Location"] == to("lesson-edit", **ONE)
    answer = client.post(to("lesson-edit", **ONE), form(stem="Which?", go="publish"))
    assert answer["Location"] == to("lesson-publish", **ONE)
    assert client.post(to("lesson-publish", **ONE), {})["Location"] == to("course-edit", course="first-steps")
    client.post(to("course-turn", course="first-steps"), {"do": "open"})
    course = Course.objects.get()
    assert (course.state, course.texts["de"]["title"]) == ("open", "Erste Schritte")
    (asked,) = Lesson.objects.get().published.text("en").questions
    assert (asked.id, asked.choices, asked.key) == ("q1", (("a", "The first"), ("b", "The second")), frozenset("b"))


def test_a_course_needs_a_title_in_its_own_language(school, carla, sign_in, to):
    answer = sign_in(carla).post(to("course-new"), {**WORDS, "title_de": "Erste Schritte"})
    assert answer.status_code == 422
    assert "Please give it a title in this language." in answer.content.decode()


def test_choices_keep_their_names_when_words_move(school, carla, sign_in, to):
    make_lesson(make_course(school), "Orienting", question())
    more = {"q-0-code": "q1", "q-0-choices": "* The second\nAnother\nThe first"}
    sign_in(carla).post(to("lesson-edit", **ONE), form(stem="Which of these?", **more))
    (asked,) = LessonDraft.objects.get().texts["en"]["questions"]
    assert [one["id"] for one in asked["choices"]] == ["b", "c", "a"]
    assert asked["key"] == "b"


def test_a_question_goes_with_its_words(school, carla, sign_in, to):
    make_lesson(make_course(school), "Orienting", question())
    sign_in(carla).post(to("lesson-edit", **ONE), form(**{"q-0-code": "q1"}))
    assert LessonDraft.objects.get().texts["en"]["questions"] == []


def test_a_second_language_begins_with_the_same_questions(school, carla, sign_in, to):
    make_lesson(make_course(school), "Orienting", question())
    page = sign_in(carla).get(to("lesson-edit", **ONE) + "?in=de").content.decode()
    assert "* The second" in page
    sign_in(carla).post(to("lesson-edit", **ONE) + "?in=de", form("Sich umsehen"))
    assert set(LessonDraft.objects.get().texts) == {"en", "de"}


def test_a_language_can_be_left_out(school, carla, sign_in, to):
    make_lesson(make_course(school), german=text("Sich umsehen"))
    client = sign_in(carla)
    assert "Leave this language out" in client.get(to("lesson-edit", **ONE) + "?in=de").content.decode()
    client.post(to("lesson-turn", **ONE), {"do": "drop", "in": "de"})
    assert set(LessonDraft.objects.get().texts) == {"en"}
    page = client.get(to("lesson-publish", **ONE)).content.decode()
    assert "Readers will no longer find it in: Deutsch." in page


def test_who_kept_a_draft_meanwhile_is_named_and_nothing_is_lost(school, carla, dino, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    draft = {"text": text("Dino's"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=dino, at=at, **draft)
    answer = sign_in(carla).post(to("lesson-edit", **ONE), form("Carla's", "Carla's words."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dino Marchetti kept another draft meanwhile." in page
    assert "Carla&#39;s words." in page


def test_how_it_looks_is_shown_and_nothing_is_kept(school, carla, sign_in, to):
    make_lesson(make_course(school))
    answer = sign_in(carla).post(to("lesson-preview", **ONE), form(body="Some *new* words."))
    assert "Some <em>new</em> words." in answer.content.decode()
    assert LessonDraft.objects.count() == 0
    part = sign_in(carla).post(to("lesson-preview", **ONE), form(), headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div class="fw-stack u-gap-5" data-shown>')


def test_before_publishing_the_page_says_what_is_missing_and_what_changes(school, carla, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    words = {"text": text(body="## Look\n\nOther words.\n\n![](figure:lungs)"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    page = sign_in(carla).get(to("lesson-publish", **ONE)).content.decode()
    assert "there is no such figure" in page
    assert "<ins>Other words.</ins>" in page
    assert "<del>Words about *looking around*.</del>" in page
    assert sign_in(carla).post(to("lesson-publish", **ONE), {}).status_code == 422


def test_an_earlier_version_is_read_and_brought_back(school, carla, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    words = {"text": text("Orienting, again"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    publish(lesson, by=carla, at=at, note="A clearer title")
    client = sign_in(carla)
    assert "A clearer title" in client.get(to("lesson-versions", **ONE)).content.decode()
    page = client.get(to("lesson-version", number=2, **ONE)).content.decode()
    assert "<ins>title: Orienting, again</ins>" in page
    assert client.post(to("lesson-version", number=1, **ONE))["Location"] == to("lesson-edit", **ONE)
    assert LessonDraft.objects.get().texts["en"]["title"] == "Orienting"


def test_a_text_goes_out_as_markdown_and_comes_in_again(school, carla, sign_in, to):
    make_lesson(make_course(school), "Orienting", question())
    client = sign_in(carla)
    taken = client.get(to("lesson-text", **ONE) + "?in=en")
    assert taken["Content-Disposition"] == 'attachment; filename="orienting.en.md"'
    changed = taken.content.replace(b"looking around", b"listening")
    client.post(to("lesson-text", **ONE) + "?in=en", {"bring-file": SimpleUploadedFile("a.md", changed)})
    assert "listening" in LessonDraft.objects.get().texts["en"]["body"]
    assert client.get(to("lesson-text", **ONE) + "?in=de").status_code == 404


def test_a_figure_is_kept_small_and_without_its_camera(school, carla, alma, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    client = sign_in(carla)
    client.post(to("lesson-files", **ONE), {"what": "file", "file-kind": "figure", "file-file": picture()})
    row = LessonFile.objects.get()
    assert (row.name, row.width, row.height, row.content_type) == ("a-window", 1200, 600, "image/webp")
    assert [one.width for one in row.pictures.all()] == [480, 960, 1200]
    words = {"text": text(body="![A window](figure:a-window)"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    publish(lesson)
    actions.open_course(course=lesson.course, by=None, at=AT)
    client = sign_in(alma)
    page = client.get(to("lesson", **ONE)).content.decode()
    assert 'alt="A window" loading="lazy"' in page
    small = client.get(to("file", uuid=row.uuid) + "?w=480")
    assert Image.open(BytesIO(b"".join(small.streaming_content))).width == 480
    assert small["Cache-Control"] == "private, max-age=604800, immutable"


def test_a_video_needs_captions_and_is_sent_in_pieces(school, carla, alma, farid, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    client = sign_in(carla)
    video = SimpleUploadedFile("walk.mp4", MP4)
    client.post(to("lesson-files", **ONE), {"what": "file", "file-kind": "video", "file-file": video})
    row = LessonFile.objects.get()
    words = {"text": text(body="![A walk](video:walk)"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    where = to("lesson-file", uuid=row.uuid, **ONE)
    assert "has no captions yet" in client.get(to("lesson-publish", **ONE)).content.decode()
    srt = SimpleUploadedFile("walk.srt", b"1\n00:00:01,000 --> 00:00:04,000\nFeet.")
    refused = client.post(where, {"do": "captions", "language": "en", "file": srt})
    assert "its first line begins with WEBVTT" in refused.content.decode()
    client.post(where, {"do": "captions", "language": "en", "file": SimpleUploadedFile("walk.vtt", VTT)})
    assert client.post(to("lesson-publish", **ONE), {"note": ""}).status_code == 302
    actions.open_course(course=lesson.course, by=None, at=AT)
    client = sign_in(alma)
    page = client.get(to("lesson", **ONE)).content.decode()
    assert '<track kind="captions"' in page
    assert "<p>Feel your feet.</p>" in page
    part = client.get(to("file", uuid=row.uuid), headers={"Range": "bytes=4-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert part["Content-Range"] == f"bytes 4-7/{len(MP4)}"
    assert client.get(to("file", uuid=row.uuid), headers={"Range": "bytes=9999-"}).status_code == 416
    last = client.get(to("file", uuid=row.uuid), headers={"Range": "bytes=-3"})
    assert b"".join(last.streaming_content) == MP4[-3:]
    assert sign_in(farid).get(to("file", uuid=row.uuid)).status_code == 404


def test_a_video_elsewhere_is_asked_for_nothing_before_play(school, carla, alma, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    client = sign_in(carla)
    for url, title in (("https://media.example.org/walk.mp4", "Walk"), ("https://video.example.com/42", "Talk")):
        client.post(to("lesson-files", **ONE), {"what": "link", "link-url": url, "link-title": title})
    for row in LessonFile.objects.all():
        captions = SimpleUploadedFile("a.vtt", VTT)
        actions.add_captions(video=row, file=captions, language="en", by=carla, at=at)
    body = "![Walk](video:walk)\n\n![Talk](video:talk)"
    words = {"text": text(body=body), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    publish(lesson)
    actions.open_course(course=lesson.course, by=None, at=AT)
    answer = sign_in(alma).get(to("lesson", **ONE))
    page = answer.content.decode()
    assert 'preload="none" aria-label="Walk" src="https://media.example.org/walk.mp4"' in page
    assert '<a href="https://video.example.com/42" rel="noopener noreferrer">' in page
    assert "media-src 'self' https://media.example.org" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["figure", "video", "download"])
def test_a_file_that_is_something_else_is_refused(school, carla, sign_in, to, kind):
    make_lesson(make_course(school))
    evil = SimpleUploadedFile("a.png", b"<script>alert(1)</script>")
    answer = sign_in(carla).post(to("lesson-files", **ONE), {"what": "file", "file-kind": kind, "file-file": evil})
    assert (answer.status_code, LessonFile.objects.count()) == (422, 0)


def test_a_file_to_take_along_is_only_ever_a_download(school, carla, alma, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    file = SimpleUploadedFile("Sheet.pdf", b"%PDF-1.4\nwords")
    sign_in(carla).post(to("lesson-files", **ONE), {"what": "file", "file-kind": "download", "file-file": file})
    row = LessonFile.objects.get()
    actions.open_course(course=lesson.course, by=None, at=AT)
    words = {"text": text(body="Take [the sheet](file:sheet)."), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=at, **words)
    publish(lesson)
    page = sign_in(alma).get(to("lesson", **ONE)).content.decode()
    assert f'<a href="{to("file", uuid=row.uuid)}" rel="noopener noreferrer">the sheet</a>' in page
    assert "Sheet.pdf" in page
    answer = sign_in(alma).get(to("file", uuid=row.uuid))
    assert answer["Content-Disposition"] == 'attachment; filename="Sheet.pdf"'


def test_a_removed_file_stays_with_versions_that_were_published_with_it(school, carla, sign_in, to, at):
    lesson = make_lesson(make_course(school))
    row = actions.add_file(lesson=lesson, kind="figure", file=picture(), by=carla, at=AT)
    words = {"text": text(body="![A window](figure:a-window)"), "minutes": None, "seen": 0}
    actions.save_draft(lesson=lesson, language="en", by=carla, at=AT, **words)
    publish(lesson)
    client = sign_in(carla)
    client.post(to("lesson-file", uuid=row.uuid, **ONE), {"do": "remove"})
    assert 'alt="A window"' in client.get(to("lesson", **ONE)).content.decode()
    assert "None yet." in client.get(to("lesson-edit", **ONE)).content.decode()


def test_lessons_are_moved_set_and_taken_out(school, carla, sign_in, to):
    course, (first, second) = open_course(school)
    client = sign_in(carla)
    client.post(to("lesson-turn", course=course.code, lesson="lesson-2"), {"do": "up"})
    assert [one.code for one in course.lessons.all()] == ["lesson-2", "lesson-1"]
    given = {"topic": "ethics", "outside_names": "https://tool.example/1\n"}
    client.post(to("lesson-settings", course=course.code, lesson="lesson-2"), given)
    second.refresh_from_db()
    assert (second.topic, second.is_required, second.outside_names) == ("ethics", False, ["https://tool.example/1"])
    for do, is_out in (("retire", True), ("return", False)):
        client.post(to("lesson-turn", course=course.code, lesson="lesson-1"), {"do": do})
        first.refresh_from_db()
        assert (first.retired_at is not None) is is_out
    assert client.post(to("lesson-turn", course=course.code, lesson="lesson-1"), {"do": "x"}).status_code == 404


def test_the_starter_course_is_one_press_away(school, carla, sign_in, to):
    client = sign_in(carla)
    assert "Take the starter course" in client.get(to("desk")).content.decode()
    answer = client.post(to("starter-load"))
    assert answer["Location"] == to("course-edit", course="starter")
    assert "Take the starter course" not in client.get(to("desk")).content.decode()
    assert client.get(to("lesson-edit", course="starter", lesson=Lesson.objects.first().code)).status_code == 200


def test_the_desk_is_not_for_learners(school, alma, farid, ruth, sign_in, to):
    open_course(school)
    assert sign_in(alma).get(to("desk")).status_code == 403
    assert sign_in(farid).get(to("desk")).status_code == 404
    assert sign_in(ruth).get(to("desk")).status_code == 200
    assert sign_in(ruth).get(to("course-edit", course="first-steps")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_as_often_for_three_lessons_as_for_one(
    school, carla, sign_in, to, number, django_assert_num_queries
):
    open_course(school, number)
    client = sign_in(carla)
    client.get(to("course-edit", course="first-steps"))
    with django_assert_num_queries(7):
        client.get(to("course-edit", course="first-steps"))
