"""An archive: what it holds, read back it is the same file, and it is handed over once."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle

from feltwork.apps.audit.guards import lifted
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, takeout
from feltwork.apps.practice.actions.bringing import bring_file
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.archive.bundling import stream
from feltwork.apps.practice.archive.packing import entry_of, packed, zipped
from feltwork.apps.practice.archive.unpacking import Unreadable, archives_in
from feltwork.apps.practice.models import Client, Item, SessionRecord, Signature, TakeOut
from feltwork.apps.practice.queries.consents import current_text
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.record import Check, check_of, is_genuine, shown_of
from feltwork.apps.practice.tasks import clear_take_outs
from feltwork.apps.practice.works import make_archive

STROKE = {
    "template": "fw-adult-1", "view": "front", "family": "warmth", "radius": 0.02,
    "points": [[0.5, 0.3, 0.7, 0], [0.52, 0.31, 0.8, 16]],
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.TAKE_OUTS_FOLDER = tmp_path / "take-outs"


@pytest.fixture
def full(practice, opened, ben, jonas, eva, record, at):
    """Eva's file with something of everything, its first session signed and added to."""
    file = opened(ben, eva.file)

    def save(record, **bodies):
        changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
        actions.save_items(file=file, record=record, changes=changes, by=ben, at=at)

    save(
        None,
        goal={"words": "sleep through, “=1+1” as she says"},
        plan={"words": "slowly"},
        caution={"words": "pregnant"},
        resource={"words": "the sea"},
    )
    actions.begin_practice(school=practice, by=ben, at=at)
    text = current_text(practice, "treatment", "en")
    for topic in ("treatment", "touch"):
        actions.answer_consent(file=file, topic=topic, decision="given", text=text, detail="slow", by=ben, at=at)
    actions.answer_consent(file=file, topic="touch", decision="given", text=None, record=record, by=ben, at=at)
    save(
        record,
        arrival={"activation": 6, "window": "above"},
        departure={"activation": 2, "settled": "yes"},
        risk={"found": "nothing_new"},
        touch={"used": True, "words": "hand on the shoulder"},
        segment={"phase": "orient", "at": 60, "channels": [{"channel": "sensation", "words": "warm", "intensity": 4}]},
        reading={"at": 120, "activation": 5},
        mark={"family": "warmth", "regions": [{"region": "front-chest-left"}], "intensity": 6, "depth": "deep"},
        stroke=STROKE,
    )
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    actions.add_addendum(file=file, record=record, words="The bend was on the left.", by=ben, at=at)
    actions.lock_record(file=file, record=record, by=ben, at=at)
    actions.add_carer(file=file, user=jonas, by=ben, at=at)
    actions.set_hold(file=file, reason="A court asked for it.", by=ben, at=at)
    actions.save_note(file=file, note_uuid=uuid4(), seen=0, words="My own shoulder.", by=ben, at=at)
    draft = actions.start_record(file=file, starts_at=at, zone="Europe/London", mode="online", by=ben, at=at)
    save(draft, practice={"words": "look around"})
    return file


@pytest.fixture
def archive(at, ben):
    def make(file, *, with_notes=False):
        row = TakeOut(school=file.client.school, client=file.client, by=file.user, has_notes=with_notes, made_at=at)
        return packed(file, row)

    return make


def contents(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def emptied():
    """As on a site that never had this file: no row of the practice, and no key."""
    with lifted(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if name.startswith("practice_")]
        cursor.execute("DELETE FROM practice_item WHERE beside_id IS NOT NULL")
        left = set(tables)
        while left:
            for name in sorted(left):
                if not _referenced(cursor, name, left):
                    cursor.execute(f'DELETE FROM "{name}"')
                    left.discard(name)


def _referenced(cursor, name, left):
    return any(
        target == name and other != name
        for other in left
        for _, target in connection.introspection.get_relations(cursor, other).values()
    )


def test_an_archive_read_back_is_the_same_file(
    full, archive, opened, practice, ben, eva, record, at, settings, tmp_path
):
    first = contents(archive(full, with_notes=True))
    emptied()
    settings.KEYS_FOLDER = tmp_path / "other keys"
    stores._store.cache_clear()
    (tables,) = archives_in(io.BytesIO(zipped(first)))
    client = bring_file(school=practice, tables=tables, clinician=ben, by=ben, at=at, trust=True)

    file = opened(ben, client)
    second = contents(archive(file, with_notes=True))
    changing = {"manifest.json", "file.pdf", "access_log.json", "tables/access_log.csv"}
    assert set(first) == set(second)
    assert {name for name in first if first[name] != second[name]} <= changing
    assert client.uuid == eva.file.uuid
    signature = Signature.objects.get()
    assert (signature.by, signature.record.uuid, is_genuine(file, signature)) == (ben, record.uuid, True)
    assert [one.words for one in notes_of(ben, client)] == ["My own shoulder."]
    with pytest.raises(ValidationError, match="signed"):
        actions.save_items(file=file, record=signature.record, changes=[], by=ben, at=at)
    with pytest.raises(ValidationError, match="here already"):
        bring_file(school=practice, tables=tables, clinician=ben, by=ben, at=at)


def test_what_others_keep_stays_behind_and_the_signature_says_so(
    full, archive, opened, practice, ben, jonas, eva, record, at, sign_in
):
    """Jonas keeps a word of his own in Ben's next session; Ben signs over it and takes out what he may read."""
    (draft,) = SessionRecord.objects.filter(signatures=None)
    theirs = opened(jonas, eva.file)
    own = Item(school=practice, client=eva.file, record=draft, kind="mark", audience="me", by=jonas, made_at=at)
    own.body, own.changed_at = theirs.cabinet.seal(own, "body", {"family": "ease", "regions": []}), at
    own.save()
    bodies = {"departure": {"activation": 2, "settled": "yes"}, "risk": {"found": "nothing_new"}}
    changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
    actions.save_items(file=full, record=draft, changes=changes, by=ben, at=at)
    actions.sign_record(file=full, record=draft, shown=shown_of(full, draft), by=ben, at=at)
    found = contents(archive(full))
    rows = {one["record"]: one for one in json.loads(found["data/signatures.json"])}
    assert (rows[str(record.uuid)]["withheld"], rows[str(record.uuid)]["rest"]) == (None, None)
    assert (rows[str(draft.uuid)]["withheld"], len(rows[str(draft.uuid)]["rest"])) == (1, 64)
    assert str(own.uuid).encode() not in b"".join(found.values())

    emptied()
    (tables,) = archives_in(io.BytesIO(zipped(found)))
    client = bring_file(school=practice, tables=tables, clinician=ben, by=ben, at=at, trust=True)
    file = opened(ben, client)
    checks = {one.record.uuid: check_of(file, one) for one in Signature.objects.select_related("record")}
    assert checks == {record.uuid: Check.SAME, draft.uuid: Check.PART}
    again = contents(archive(file))
    assert again["data/signatures.json"] == found["data/signatures.json"]
    where = {"school": practice.slug, "uuid": draft.uuid}
    page = sign_in(ben).get(reverse("practice:record", kwargs=where)).text
    assert "One item that somebody keeps to themselves stayed where the file came from." in page

    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE practice_item SET version = version + 1 WHERE kind = 'departure'")
    checks = {check_of(file, one) for one in Signature.objects.select_related("record")}
    assert checks == {Check.CHANGED}
    page = sign_in(ben).get(reverse("practice:record", kwargs=where)).text
    assert "What stands here is not what was signed" in page
    rests = {one["rest"] for one in json.loads(contents(archive(file))["data/signatures.json"])}
    assert rests == {None}


def test_the_bundle_is_fhir(full, archive):
    bundle = json.loads(contents(archive(full))["fhir.json"])
    Bundle.model_validate(bundle)
    kinds = {one["resource"]["resourceType"] for one in bundle["entry"]}
    assert kinds == {
        "Patient", "Practitioner", "EpisodeOfCare", "Encounter", "Observation", "Goal", "CarePlan", "Flag",
        "DocumentReference", "Provenance", "Consent",
    }  # fmt: skip
    names = [one["fullUrl"] for one in bundle["entry"]]
    assert len(names) == len(set(names))


def test_the_manifest_names_every_file_and_the_rest_can_be_read(full, archive):
    found = contents(archive(full))
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["files"] == {name: entry_of(content) for name, content in found.items()}
    assert (manifest["scope"], manifest["has_private_notes"], manifest["withheld"]) == ("file", False, 0)
    assert not any(b"My own shoulder" in content for content in found.values())
    assert found["file.pdf"].startswith(b"%PDF")
    assert json.loads(found["strokes.json"])[0]["body"] == STROKE
    rows = list(csv.DictReader(io.StringIO(found["tables/items.csv"].decode())))
    assert len(rows) == Item.objects.filter(client=full.client).count()


def test_a_client_takes_out_what_is_shared_and_nothing_else(full, archive, opened, eva, otto):
    shared = contents(archive(opened(eva, eva.file), with_notes=True))
    words = b"".join(shared.values()).decode(errors="ignore")
    assert "the sea" in words
    assert "hand on the shoulder" not in words and "A court" not in words and "bend" not in words
    assert "binding" not in json.loads(shared["data/client.json"])
    with pytest.raises(Unreadable, match="shared with a client"):
        list(archives_in(io.BytesIO(zipped(shared))))
    with pytest.raises(PermissionDenied):
        takeout.take_out(file=opened(otto, eva.file), by=otto, at=eva.file.opened_on)


def test_a_changed_archive_is_refused(full, archive, practice):
    found = contents(archive(full))
    found["data/items.json"] = found["data/items.json"].replace(b"slowly", b"faster")
    with pytest.raises(Unreadable, match="changed since"):
        list(archives_in(io.BytesIO(zipped(found))))
    with pytest.raises(Unreadable, match="no ZIP"):
        list(archives_in(io.BytesIO(b"not at all")))


def test_nobody_signs_as_a_colleague_by_way_of_an_archive(full, archive, practice, ben, jonas, at):
    found = contents(archive(full))
    for name in ("data/signatures.json", "data/records.json", "data/items.json"):
        found[name] = found[name].replace(str(ben.uuid).encode(), str(jonas.uuid).encode())
    manifest = json.loads(found.pop("manifest.json"))
    manifest["files"] = {name: entry_of(content) for name, content in found.items()}
    forged = zipped({"manifest.json": json.dumps(manifest).encode(), **found})
    emptied()
    (tables,) = archives_in(io.BytesIO(forged))
    bring_file(school=practice, tables=tables, clinician=ben, by=ben, at=at)
    signer = Signature.objects.get().by
    assert (signer.name, signer.is_active, signer == jonas) == ("Jonas Weber", False, False)


class Run:
    def __init__(self, params):
        self.params, self.done = params, 0

    def total(self, count):
        self.wanted = count

    def step(self, count=1):
        self.done += count


@pytest.fixture
def made(full, ben, at):
    def make(*, whole=False):
        if whole:
            row = takeout.take_all_out(school=full.client.school, by=ben, at=at)
        else:
            row = takeout.take_out(file=full, by=ben, at=at)
        make_archive(Run({"take_out": row.pk}))
        return TakeOut.objects.get(pk=row.pk)

    return make


def test_an_address_works_once_and_the_archive_is_gone(made, ben, jonas, at, settings):
    row = made()
    settings_folder = settings.TAKE_OUTS_FOLDER / str(row.uuid)
    assert b"PK" not in next(settings_folder.iterdir()).read_bytes()[:64]
    with pytest.raises(PermissionDenied):
        takeout.make_address(take_out=row, by=jonas, at=row.ready_at)
    token = takeout.make_address(take_out=row, by=ben, at=row.ready_at)
    assert takeout.fetch(token=token, by=jonas, at=row.ready_at) is None
    fetched = takeout.fetch(token=token, by=ben, at=row.ready_at)
    content = b"".join(takeout.handed_over(fetched, at=row.ready_at))
    assert len(content) == row.size
    assert len(list(archives_in(io.BytesIO(content)))) == 1
    assert takeout.fetch(token=token, by=ben, at=row.ready_at) is None
    assert not settings_folder.exists()
    with pytest.raises(KeyStoreError):
        stores.store().data_key(row.key_id)
    codes = set(AuditRecord.objects.filter(subject_uuid=row.client.uuid).values_list("code", flat=True))
    assert {"practice.take_out", "practice.finish_take_out", "practice.fetch_take_out"} <= codes


def test_an_archive_runs_out(made, ben, settings):
    row = made()
    later = row.ready_at + timedelta(hours=settings.TAKE_OUT_HOURS)
    with pytest.raises(ValidationError):
        takeout.make_address(take_out=row, by=ben, at=later)
    clear_take_outs(later)
    assert TakeOut.objects.get().removed_at == later
    assert vault.pieces(row) == []


def test_a_whole_practice_goes_in_one_archive(made, timo):
    row = made(whole=True)
    content = b"".join(stream(row, key=stores.store().data_key(row.key_id)))
    found = {tables["client"]["uuid"] for tables in archives_in(io.BytesIO(content))}
    assert found == {str(one) for one in Client.objects.values_list("uuid", flat=True)}
    assert len(found) == 2


def test_the_same_file_makes_the_same_tables_on_any_day(full, archive):
    first, second = contents(archive(full)), contents(archive(full))
    assert first["data/items.json"] == second["data/items.json"]
    assert date.fromisoformat(json.loads(first["data/client.json"])["opened_on"])
