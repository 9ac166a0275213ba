"""Instruments and their words: looked at, brought in, refused with the reason, taken out, taken along."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import names, reasons
from feltwork.apps.measures.models import Pack
from feltwork.apps.measures.packfiles import MOST_BYTES, files_of_path, files_of_upload
from feltwork.apps.measures.tests.factories import invented
from feltwork.core.measures import instrument, instruments
from feltwork.core.measures.fhir import from_questionnaire, to_questionnaire
from feltwork.core.measures.wording import ReadError, WordingPack
from feltwork.core.measures.wording.tests.forms import activity, form, questions, shared


@pytest.fixture
def here(practice):
    """`here("instruments")`: an address in the practice."""
    return lambda name, **kwargs: reverse(f"measures:{name}", kwargs={"school": practice.slug, **kwargs})


@pytest.fixture
def as_ben(sign_in, ben):
    return sign_in(ben)


def file_of(content, name="words.json"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else json.dumps(content).encode())


def sent(content, name="words.json", **more):
    return {
        "file": file_of(content, name),
        "language": "en",
        "source": "a test",
        "licence": "written by us for this test",
        "may_use": "on",
        **more,
    }


def zipped(files):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return box.getvalue()


GAD = to_questionnaire(instrument("gad-7"), invented("gad-7"), "en")


def looked_at(client, here, content, instrument_id="gad-7", **more):
    return client.post(here("pack-import", slug=instrument_id), sent(content, **more))


def keep(client, here, page, instrument_id="gad-7"):
    return client.post(here("pack-keep", slug=instrument_id), {"pack": page.context["sealed"]})


def test_every_instrument_has_a_page_that_says_what_is_known(as_ben, here):
    listed = as_ben.get(here("instruments")).content.decode()
    for one in instruments().values():
        assert here("instrument", slug=one.id) in listed
        page = as_ben.get(here("instrument", slug=one.id)).content.decode()
        assert [note for note in ("%(", "past_", "at_least") if note in page] == []
        for item in one.items:
            assert item.label("en").replace("&", "&amp;").replace("'", "&#x27;") in page


def test_the_list_can_show_those_with_words_only(as_ben, here, worded):
    worded("gad-7")
    rows = as_ben.get(here("instruments"), {"words": "here"}).context["rows"]
    assert [row.of.id for row in rows] == ["fw-state", "fw-state-child", "gad-7", "suds-10", "suds-100"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_pack_as_for_three(
    as_ben, here, worded, count, django_assert_num_queries
):
    for one in ("gad-7", "phq-9", "pcl-5")[:count]:
        worded(one)
    as_ben.get(here("instruments"))
    with django_assert_num_queries(LIST_QUERIES):
        as_ben.get(here("instruments"))


LIST_QUERIES = 7


def test_a_file_is_looked_at_before_anything_is_kept(as_ben, here, ben):
    page = looked_at(as_ben, here, GAD)
    assert (page.status_code, Pack.objects.count()) == (200, 0)
    assert page.context["lines"][0].text == "Invented question 1"
    response = keep(as_ben, here, page)
    row = Pack.objects.get()
    assert response.url == here("pack", uuid=row.uuid)
    assert (row.instrument, row.language, row.source, row.by) == ("gad-7", "en", "a test", ben)
    assert row.licence == "written by us for this test"
    assert list(WordingPack.from_json(row.body).items) == [item.id for item in instrument("gad-7").items]
    assert AuditRecord.objects.filter(code="measures.import_pack").count() == 1


def test_new_words_take_the_place_of_the_old(as_ben, here, worded):
    old = worded("gad-7")
    page = looked_at(as_ben, here, GAD)
    assert page.context["replaces"] == old
    keep(as_ben, here, page)
    old.refresh_from_db()
    assert (old.removed_at is not None, Pack.objects.filter(removed_at=None).count()) == (True, 1)


def test_a_zip_of_a_reproschema_activity(as_ben, here):
    page = looked_at(as_ben, here, zipped(activity(20, values=range(5))), "pcl-5", name="pcl.zip")
    assert len(page.context["lines"]) == 20


def test_the_published_form_is_brought_in(as_ben, here):
    data = (shared() / "phr_ig/Questionnaire-PHQ9.json").read_bytes()
    page = looked_at(as_ben, here, data, "phq-9")
    assert "The file does not say in which language it is." in page.content.decode()
    keep(as_ben, here, page, "phq-9")
    assert len(Pack.objects.get().body["items"]) == 9


def test_the_german_folder_is_refused_with_what_is_in_it(as_ben, here):
    files = {one.name: one.read_bytes() for one in (shared() / "pcl5_lec_de").iterdir()}
    page = looked_at(as_ben, here, zipped(files), "pcl-5", name="pcl.zip", language="de")
    assert page.status_code == 422
    (fault,) = page.context["form"].errors["file"]
    assert fault.startswith(
        "Several questionnaires are in this form, and none of its parts has the 20 questions of PCL-5"
    )
    assert "17 questions" in fault


@pytest.mark.parametrize(("content", "words"), [
    (b"%PDF-1.4", "No questionnaire is in here"),
    (b"{", "This is no valid JSON: line 1, column 2."),
    (b"PK\x03\x04 broken", "This ZIP cannot be opened."),
    (form(*questions("gad-7")[:-1]), "6 questions are in it; GAD-7 has 7."),
    (form(*questions("gad-7", words="Pebbles they are sure")), "The lowest answer has four words."),
    (form(*questions("gad-7"), code=[{"system": "http://loinc.org", "code": "44249-1"}]), "this is PHQ-9, not GAD-7"),
])  # fmt: skip
def test_what_is_wrong_stands_beside_the_file(as_ben, here, content, words):
    page = looked_at(as_ben, here, content)
    assert (page.status_code, Pack.objects.count()) == (422, 0)
    assert words in " ".join(page.context["form"].errors["file"])


def test_an_order_that_cannot_be_told_is_asked_for(as_ben, here):
    page = looked_at(as_ben, here, form(*questions("psc-17")), "psc-17")
    assert "circulates in 3 orders" in page.context["form"].errors["order"][0]
    assert looked_at(as_ben, here, form(*questions("psc-17")), "psc-17", order="c").context["pack"].order_id == "c"


def test_a_box_says_that_the_words_may_be_used(as_ben, here):
    page = as_ben.post(here("pack-import", slug="gad-7"), {**sent(GAD), "may_use": ""})
    assert list(page.context["form"].errors) == ["may_use"]


def test_what_was_looked_at_elsewhere_or_changed_is_not_kept(as_ben, here):
    page = looked_at(as_ben, here, GAD)
    assert as_ben.post(here("pack-keep", slug="phq-9"), {"pack": page.context["sealed"]}).status_code == 404
    changed = page.context["sealed"][:-2] + "xx"
    assert as_ben.post(here("pack-keep", slug="gad-7"), {"pack": changed}).url == here("pack-import", slug="gad-7")
    assert Pack.objects.count() == 0


def test_words_are_taken_out_after_one_question(as_ben, here, worded):
    row = worded("gad-7")
    assert "Take the words of GAD-7 out?" in as_ben.get(here("pack-remove", uuid=row.uuid)).content.decode()
    assert as_ben.post(here("pack-remove", uuid=row.uuid)).url == here("instrument", slug="gad-7")
    row.refresh_from_db()
    assert row.removed_at is not None
    assert as_ben.get(here("pack", uuid=row.uuid)).status_code == 404


def test_our_own_words_are_not_replaced(as_ben, here):
    assert as_ben.get(here("pack-import", slug="fw-state")).status_code == 404


def test_fhir_goes_out_with_the_words_that_are_here(as_ben, here, worded):
    topics = json.loads(as_ben.get(here("questionnaire", slug="gad-7", language="de")).content)
    assert topics["item"][0]["text"] == instrument("gad-7").items[0].label("de")
    worded("gad-7")
    words = json.loads(as_ben.get(here("questionnaire", slug="gad-7", language="en")).content)
    assert from_questionnaire(words).rows[0].texts == {"en": "Invented question 1"}
    ours = json.loads(as_ben.get(here("questionnaire", slug="fw-state", language="de")).content)
    assert ours["language"] == "de"


@pytest.mark.parametrize("page", ["pack", "pack-remove"])
def test_a_stranger_finds_nothing(sign_in, farid, here, worded, page):
    row = worded("gad-7")
    assert sign_in(farid).get(here(page, uuid=row.uuid)).status_code == 404


def test_an_assistant_reads_and_brings_nothing_in(sign_in, otto, here, worded):
    client, row = sign_in(otto), worded("gad-7")
    assert client.get(here("pack", uuid=row.uuid)).status_code == 200
    assert client.get(here("pack-import", slug="gad-7")).status_code == 403
    assert client.post(here("pack-remove", uuid=row.uuid)).status_code == 403


def test_a_practitioner_of_a_school_without_a_practice_brings_nothing_in(sign_in, ben, practice, here):
    client = sign_in(ben)
    practice.has_practice = False
    practice.save()
    assert client.get(here("pack-import", slug="gad-7")).status_code == 403


# the command


def run(*args):
    out = io.StringIO()
    call_command("measures", *args, stdout=out)
    return out.getvalue()


def given(practice, instrument_id="gad-7", language="en"):
    return ("--school", practice.slug, "--instrument", instrument_id, "--language", language)


def test_the_command_checks_and_keeps(practice, tmp_path):
    path = tmp_path / "words.json"
    path.write_text(json.dumps(GAD))
    assert "7 questions fit GAD-7" in run("import-pack", str(path), *given(practice), "--check")
    assert Pack.objects.count() == 0
    assert f"Kept for {practice.name}." in run("import-pack", str(path), *given(practice))
    assert Pack.objects.get().by is None


def test_the_command_refuses_a_folder_with_the_reason(practice):
    with pytest.raises(CommandError, match="none of its parts has the 20 questions of PCL-5"):
        run("import-pack", str(shared() / "pcl5_lec_de"), *given(practice, "pcl-5", "de"), "--check")


def test_the_command_brings_in_every_published_form(practice):
    for file, instrument_id, count in (("GAD7", "gad-7", 7), ("PHQ9", "phq-9", 9)):
        path = shared() / f"phr_ig/Questionnaire-{file}.json"
        assert f"{count} questions fit" in run("import-pack", str(path), *given(practice, instrument_id))
    assert Pack.objects.count() == 2


@pytest.mark.parametrize(
    "options", [("--instrument", "pebbles"), ("--school", "nowhere"), ("--instrument", "fw-state")]
)
def test_the_command_says_what_is_not_there(practice, tmp_path, options):
    path = tmp_path / "words.json"
    path.write_text(json.dumps(GAD))
    with pytest.raises(CommandError):
        run("import-pack", str(path), *given(practice), *options)


def test_the_command_writes_fhir(practice, worded, tmp_path):
    worded("gad-7")
    run("export-questionnaire", *given(practice), "--to", str(tmp_path / "out.json"))
    assert json.loads((tmp_path / "out.json").read_text()) == GAD | {"copyright": json.loads(
        (tmp_path / "out.json").read_text())["copyright"]}  # fmt: skip
    ours = json.loads(run("export-questionnaire", "--instrument", "fw-state", "--language", "en"))
    assert ours["item"][0]["linkId"] == "activation"


# files within bounds


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked():
    bomb = zipped({"words.json": b" " * (MOST_BYTES + 10)})
    assert len(bomb) < 100_000
    with pytest.raises(ReadError) as error:
        files_of_upload(io.BytesIO(bomb), "words.zip")
    assert error.value.code == "too_large"


def test_a_zip_of_too_many_files():
    with pytest.raises(ReadError) as error:
        files_of_upload(io.BytesIO(zipped({f"f{n}": b"" for n in range(601)})), "words.zip")
    assert error.value.code == "too_many_files"


def test_a_folder_is_read_with_its_paths_and_no_link_is_followed(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items/one").write_bytes(b"{}")
    (tmp_path / "away").symlink_to("/etc/passwd")
    assert files_of_path(tmp_path) == {"items/one": b"{}"}


# words for every code


def codes(name):
    """Every code that the core gives to *name*."""
    folder = Path(reasons.__file__).parents[2] / "core/measures/wording"
    text = "\n".join(one.read_text() for one in folder.glob("*.py"))
    return set(re.findall(rf'{name}\(\s*"([a-z_0-9]+)"', text))


@pytest.mark.parametrize(("name", "table"), [
    ("ReadError", reasons.READ), ("Fault", reasons.FAULTS), ("Remark", reasons.REMARKS)
])  # fmt: skip
def test_every_code_of_the_core_has_words(name, table):
    assert codes(name) - set(table) == set()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_code_of_the_definitions_has_words(language):
    with translation.override(language):
        for one in instruments().values():
            assert one.recall in names.RECALL, one.recall
            assert set(one.for_what) <= set(names.TOPICS)
            assert set(one.licence.allows) <= set(names.USES)
            assert {rule.kind for rule in one.changes} <= set(names.CHANGES)
            assert {scale.how for scale in one.scales} <= set(names.HOW)
            known = {row.kind for scale in one.scales for row in (*scale.reliability, *scale.sd)}
            assert known <= set(names.STATISTICS), known
