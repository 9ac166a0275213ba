"""A file goes with everything that was measured: out, in and for good."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from feltwork.apps.audit.guards import lifted
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import hands_of_alert, hands_of_file
from feltwork.apps.measures.models import Alert, AlertStep, Asking, Episode, Plan, Result
from feltwork.apps.measures.parts import NAMES
from feltwork.apps.practice.actions.bringing import bring_file
from feltwork.apps.practice.actions.erasing import erase
from feltwork.apps.practice.actions.rekeying import is_current, rekey
from feltwork.apps.practice.archive.packing import as_json, entry_of, packed, zipped
from feltwork.apps.practice.archive.unpacking import Unreadable, archives_in
from feltwork.apps.practice.models import Client, TakeOut
from feltwork.apps.practice.queries.takeout import tables_of
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
PHQ = instrument("phq-9")
(RISK,) = [item.id for item in PHQ.risk_items]


@pytest.fixture
def full(policy, practice, opened, ben, eva, sheet, hands, record, at):
    """A plan, a half sheet with an alert that was seen, a result that was corrected, a state check of a session."""
    file = opened(ben, eva.file)
    actions.assign(
        school=practice, instrument_id="fw-state", language="en", how="weekly", place="portal", starts_on=at.date(),
        file=file, by=ben, at=at,
    )  # fmt: skip
    half = sheet("phq-9")
    actions.save_answers(asking=half, hands=hands, answers={RISK: 2}, seen=0, by=eva, at=at)
    alert = Alert.objects.get()
    actions.acknowledge(alert=alert, seen=alert.version, reason="Called her.", by=ben, at=at)
    entered = {"file": file, "by": ben, "at": at}
    result = actions.enter_scores(
        instrument_id="fw-state", answers={"energy": 3}, answered_at=at, record=record, moment="before", **entered
    )
    actions.correct(result=result, answers={"energy": 5, "safety": "declined"}, reason="Misread", **entered)
    episode = actions.start_episode(starts_on=at.date(), reason="Back after a year", **entered)
    actions.take_back_episode(episode=episode, **entered)
    return file


def archive(file, at):
    return packed(file, TakeOut(school=file.client.school, client=file.client, by=file.user, made_at=at))


def gone():
    with lifted():
        for model in (AlertStep, Alert, Result, Asking, Plan, Episode):
            model.objects.all()._raw_delete("default")


def test_taken_out_and_brought_in_it_is_the_same(full, elsewhere, ben, at, opened):
    before = tables_of(full)
    assert {name: len(before[name]) for name in NAMES} == {
        "measure_plans": 1, "measure_sheets": 3, "measure_results": 2, "measure_episodes": 2,
        "measure_alerts": 1, "measure_alert_steps": 2,
    }  # fmt: skip
    content = archive(full, at)
    (tables,) = archives_in(io.BytesIO(content))
    gone()
    Client.objects.filter(pk=full.client.pk).update(uuid="00000000-0000-4000-8000-000000000000")
    _rename_the_rest(full.client)
    brought = bring_file(school=full.client.school, tables=tables, clinician=ben, by=ben, at=at, trust=True)
    after = tables_of(opened(ben, brought))
    assert {name: after[name] for name in NAMES} == {name: before[name] for name in NAMES}
    assert Asking.objects.exclude(pack=None).count() == 0


def _rename_the_rest(client):
    """Rows of the first file make room: the same ids come again."""
    from uuid import uuid4

    from django.apps import apps

    with lifted():
        for model in apps.get_app_config("practice").get_models():
            names = {field.name for field in model._meta.fields}
            if model is Client or "uuid" not in names:
                continue
            for row in model._default_manager.all():
                model._default_manager.filter(pk=row.pk).update(uuid=uuid4())


def test_a_client_takes_what_they_answered_and_no_alert(full, eva, opened):
    own = tables_of(opened(eva, eva.file))
    assert ("measure_alerts" in own, len(own["measure_sheets"])) == (False, 3)


@pytest.mark.parametrize("fault", ["answer", "state", "instrument"])
def test_an_archive_with_what_no_sheet_can_hold_is_refused(full, at, fault):
    files = {}
    with zipfile.ZipFile(io.BytesIO(archive(full, at))) as one:
        files = {name: one.read(name) for name in one.namelist()}
    rows = json.loads(files["data/measure_sheets.json"])
    half = next(row for row in rows if row["instrument"] == "phq-9")
    if fault == "answer":
        half["sheet"]["answers"][RISK] = 9
    else:
        half[fault] = "else"
    files["data/measure_sheets.json"] = as_json(rows)
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["data/measure_sheets.json"] = entry_of(files["data/measure_sheets.json"])
    files["manifest.json"] = as_json(manifest)
    with pytest.raises(Unreadable):
        list(archives_in(io.BytesIO(zipped(files))))


def test_an_archive_from_before_measures_is_read(full, at):
    with zipfile.ZipFile(io.BytesIO(archive(full, at))) as one:
        files = {name: one.read(name) for name in one.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    for name in NAMES:
        del files[f"data/{name}.json"], manifest["files"][f"data/{name}.json"]
    (tables,) = archives_in(io.BytesIO(zipped({"manifest.json": as_json(manifest), **files})))
    assert not set(NAMES) & set(tables)


def test_erasing_the_file_leaves_nothing_to_read(full, ben, at, django_capture_on_commit_callbacks):
    alert = Alert.objects.select_related("asking__client", "asking__school").get()
    with django_capture_on_commit_callbacks(execute=True):
        erase(file=full, asked=True, by=ben, at=at, on=date(2090, 1, 1))
    assert set(Asking.objects.values_list("sheet", "token_hash")) == {(None, "")}
    assert not Asking.objects.filter(state__in=("open", "started")).exists()
    assert [bytes(hit) for hit in Alert.objects.values_list("hit", flat=True)] == [b""]
    assert (Alert.objects.get().state, Plan.objects.get().stopped_at) == ("closed", at)
    with pytest.raises(KeyStoreError):
        hands_of_alert(alert, by=ben, at=at + timedelta(minutes=1))


def test_a_new_key_reads_everything(full, ben, eva, opened, at):
    before = tables_of(full)
    client = Client.objects.get(pk=full.client.pk)
    rekey(client=client, by=ben, at=at)
    client = Client.objects.get(pk=client.pk)
    assert is_current(client)
    after = tables_of(opened(ben, client))
    assert {name: after[name] for name in NAMES} == {name: before[name] for name in NAMES}
    assert hands_of_file(opened(ben, client)).open(Asking.objects.exclude(sheet=None).get(), "sheet")
