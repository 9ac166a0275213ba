"""Questions that come in: those of Feltwork, and QTI files there and back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.exams.actions.figures import add_figure
from feltwork.apps.exams.actions.taking_in import take_in_starter
from feltwork.apps.exams.models import BankFile, Figure, Item, ItemVersion, Topic
from feltwork.apps.exams.packages import read_package, write_package
from feltwork.apps.exams.pictures import redrawn
from feltwork.apps.exams.queries.bank import in_use as asked_now
from feltwork.apps.exams.starter import languages, starter_items
from feltwork.apps.exams.tests.bank import CHOICE, demo_bank, in_use


@pytest.mark.parametrize("language", languages())
def test_the_questions_of_feltwork_are_sound_and_cover_all_topics(language):
    items = starter_items(language)
    assert len(items) >= 40
    assert {one.topic for one in items} == set(Topic.values)
    assert len({one.code for one in items}) == len(items)
    assert all(one.data["explanation"] for one in items)


def test_taken_in_once_as_drafts(school, carla, at):
    first = take_in_starter(school=school, language="en", by=carla, at=at)
    again = take_in_starter(school=school, language="en", by=carla, at=at)
    assert (len(first.items), len(again.items), len(again.there)) == (55, 0, 55)
    assert set(ItemVersion.objects.values_list("state", flat=True)) == {"draft"}


def test_there_and_back_in_a_file(school, elsewhere, cast, cohort, sign_in, farid, at):
    """What is in use goes out and comes into another school as the same questions, in drafts."""
    demo_bank(cast, cohort, at)
    before = {one.item.code: one.data for one in asked_now(school)}
    answer = sign_in(cast.carla, fresh=True).post(reverse("exams:export", args=[school.slug]))
    assert answer.headers["Content-Type"] == "application/zip"
    file = SimpleUploadedFile("bank.zip", answer.content)
    farid.memberships.filter(role="student").delete()
    there = sign_in(farid)
    looked = there.post(reverse("exams:file-new", args=[elsewhere.slug]), {"file": file})
    kept = BankFile.objects.get()
    assert kept.refused == []
    assert there.get(looked.url).status_code == 200
    assert Item.objects.filter(school=elsewhere).count() == 0
    there.post(looked.url, {"topic": "ethics", "difficulty": "easy"})
    after = {one.item.code: one.data for one in ItemVersion.objects.filter(school=elsewhere).select_related("item")}
    assert _to_the_pixel(after) == _to_the_pixel(before)
    assert not BankFile.objects.exists()
    assert AuditRecord.objects.filter(code="exams.export_items").count() == 1


def _to_the_pixel(items):
    """QTI knows whole pixels only, so corners of places may lie a hair beside where they lay."""
    for data in items.values():
        # both figures are 340 wide and 760 high
        for one in data.get("regions", ()):
            one["shape"] = [[round(x * 340), round(y * 760)] for x, y in one["shape"]]
    return items


def test_the_bank_is_taken_along_only_by_somebody_who_proves_themselves(school, cast, cohort, sign_in, at):
    demo_bank(cast, cohort, at)
    answer = sign_in(cast.carla).post(reverse("exams:export", args=[school.slug]))
    assert answer.status_code == 302 and "step-up" in answer.url


def test_a_figure_comes_along(school, cast, sign_in, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    figure = add_figure(school=school, name="Room", alt="A room.", picture=_picture(), by=cast.carla, at=at)
    shown = {"file": str(figure.uuid), "alt": "A room.", "width": 40, "height": 20}
    in_use(school, cast.carla, [cast.greta, cast.dino], at, data=CHOICE | {"figure": shown})
    content = write_package(asked_now(school))
    Item.objects.update(code="another")  # so that it can come in beside itself
    client = sign_in(cast.carla)
    looked = client.post(reverse("exams:file-new", args=[school.slug]), {"file": SimpleUploadedFile("b.zip", content)})
    assert Figure.objects.count() == 2
    client.post(reverse("exams:file-drop", args=[school.slug, BankFile.objects.get().uuid]))
    assert [one.pk for one in Figure.objects.all()] == [figure.pk]
    assert looked.status_code == 302


def _picture():
    out = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return redrawn(SimpleUploadedFile("room.png", out.getvalue()))


def test_what_is_no_package_is_said_so(school, sign_in, cast):
    url = reverse("exams:file-new", args=[school.slug])
    answer = sign_in(cast.carla).post(url, {"file": SimpleUploadedFile("x.zip", b"no zip")})
    assert (answer.status_code, "This is no ZIP file" in answer.content.decode()) == (422, True)


def test_the_command_does_both(school, elsewhere, cast, cohort, farid, at, tmp_path, capsys):
    demo_bank(cast, cohort, at)
    file = tmp_path / "bank.zip"
    call_command(
        "exam-bank", "export", str(file), "--school", school.slug, "--by", cast.carla.email, "--topic", "trauma"
    )
    count = len(read_package(file.read_bytes()).found)
    call_command("exam-bank", "import", str(file), "--school", elsewhere.slug, "--by", farid.email, "--check")
    assert Item.objects.filter(school=elsewhere).count() == 0
    call_command("exam-bank", "import", str(file), "--school", elsewhere.slug, "--by", farid.email)
    assert capsys.readouterr().out.endswith(f"{count} came in as drafts, 0 were there already.\n")
    with pytest.raises(CommandError):
        call_command("exam-bank", "import", str(file), "--school", "nowhere", "--by", farid.email)


def test_both_languages_ask_the_same():
    """Same codes, kinds and keys; only the words differ."""
    for english, german in zip(starter_items("en"), starter_items("de"), strict=True):
        assert (english.code, english.topic, english.difficulty, english.family) == (
            german.code, german.topic, german.difficulty, german.family
        )  # fmt: skip
        assert english.data["kind"] == german.data["kind"]
        assert len(english.data.get("targets", ())) == len(german.data.get("targets", ())), english.code
        if english.data["kind"] in {"single", "multiple", "region", "ordering"}:
            assert english.data["key"] == german.data["key"], english.code
