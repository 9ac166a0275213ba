"""The log of a school: entries get their places, heads are signed, and nobody can take anything back unseen."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from feltwork.apps.keys import stores
from feltwork.apps.transparency import actions, queries, tasks
from feltwork.apps.transparency.checking import LogFault, check_growth, check_proof, check_whole, read_head
from feltwork.apps.transparency.management.commands.transparency import _own
from feltwork.apps.transparency.models import LeafSecret, LogLeaf, LogPlace, SignedHead
from feltwork.apps.transparency.witnessing import Witness


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


@pytest.fixture
def log(school, at):
    return actions.open_log(school=school, origin="alder-house.example/log", at=at)


def add(school, at, number=0):
    facts = {"credential": f"urn:uuid:{number}", "version": "1"}
    return actions.append(school=school, kind="issue", subject_uuid=uuid4(), facts=facts, at=at)


def head_of(school):
    return read_head(queries.note_of(queries.newest_head(school)), queries.key_of(queries.log_of(school)))


def test_entries_wait_and_then_stand_in_their_order(school, log, at):
    leaves = [add(school, at, number) for number in range(3)]
    assert queries.proof_of(leaves[0]) is None

    head = actions.integrate(school=school, at=at)

    assert head.size == 3
    assert list(LogPlace.objects.order_by("index").values_list("leaf", flat=True)) == [leaf.pk for leaf in leaves]
    assert actions.integrate(school=school, at=at) is None


def test_each_entry_can_be_shown_and_its_facts_fit(school, log, at):
    leaves = [add(school, at, number) for number in range(5)]
    actions.integrate(school=school, at=at)

    found = [check_proof(queries.proof_of(leaf).as_json()) for leaf in leaves]

    assert [(one.index, one.size, one.facts_fit) for one in found] == [(n, 5, True) for n in range(5)]


@pytest.mark.parametrize("member", ["entry", "index", "path", "checkpoint", "vkey", "facts", "salt"])
def test_a_proof_that_was_changed_does_not_hold(school, log, at, member):
    leaf, *_ = [add(school, at, number) for number in range(3)]
    actions.integrate(school=school, at=at)
    proof = queries.proof_of(leaf).as_json()
    changed = {"index": 1, "path": proof["path"][::-1], "facts": {}, "salt": "00" * 32}
    proof[member] = changed.get(member, str(proof[member]).replace("a", "b").replace("2", "3"))

    with pytest.raises(LogFault):
        check_proof(proof)


def test_a_log_of_more_than_a_tile_is_whole_and_grew(school, log, at):
    for number in range(300):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    before = head_of(school)
    for number in range(260):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    now = head_of(school)

    check_whole(_own(school), now)
    check_growth(_own(school), before=before, now=now)
    assert (before.size, now.size) == (300, 560)


def test_schools_have_logs_of_their_own(school, elsewhere, at):
    add(school, at), add(elsewhere, at), add(elsewhere, at)
    tasks.integrate_all(at)
    assert {head.school.slug: head.size for head in SignedHead.objects.all()} == {"alder-house": 1, "birch-hall": 2}


def test_erasing_the_salt_leaves_an_entry_that_says_nothing(school, log, at, dino):
    leaf = add(school, at)
    actions.integrate(school=school, at=at)

    actions.forget(subject_uuid=leaf.subject_uuid, by=dino, at=at)
    proof = queries.proof_of(leaf).as_json()

    assert (LeafSecret.objects.count(), check_proof(proof).facts_fit, "facts" in proof) == (0, None, False)
    check_whole(_own(school), head_of(school))


def test_the_database_refuses_to_change_the_log(school, log, at):
    add(school, at)
    actions.integrate(school=school, at=at)
    for model in (LogLeaf, LogPlace, SignedHead):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_an_entry_changed_behind_our_back_is_named(school, log, at):
    for number in range(3):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    _around_the_guards("UPDATE transparency_logleaf SET entry = 'x'")

    with pytest.raises(CommandError, match="1 of the logs"):
        call_command("transparency", "verify", stdout=StringIO())


def _around_the_guards(sql):
    from feltwork.apps.audit import guards

    with connection.cursor() as cursor:
        for statement in guards._removals():
            cursor.execute(statement)
        cursor.execute(sql)


# --- in public -------------------------------------------------------------------------------------------------------


def test_files_are_those_of_the_log(client, school, log, at):
    for number in range(257):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    base = f"/at/{school.slug}/log/"

    full, part = client.get(f"{base}tile/0/000"), client.get(f"{base}tile/0/001.p/1")
    assert (len(full.content), len(part.content), len(client.get(f"{base}tile/1/000.p/1").content)) == (8192, 32, 32)
    assert ("immutable" in full["Cache-Control"], "immutable" in part["Cache-Control"]) == (True, False)
    assert client.get(f"{base}tile/entries/001.p/1").content[2:].startswith(b'{"commitment"')
    head = client.get(f"{base}checkpoint")
    assert (head.text.splitlines()[:2], head["Access-Control-Allow-Origin"]) == (
        ["alder-house.example/log", "257"],
        "*",
    )
    wrong = [
        "tile/0/001",
        "tile/0/001.p/2",
        "tile/0/001.p/0",
        "tile/0/1",
        "tile/0/000.p/256",
        "tile/0/x000",
        "tile/7/000",
    ]
    assert {client.get(base + path).status_code for path in wrong} == {404}


def test_the_page_shows_that_an_entry_is_in_the_log(client, school, log, at):
    leaf = add(school, at)
    address = reverse("transparency:proof", kwargs={"school": school.slug, "token": leaf.token})
    assert "waits for its place" in client.get(address).text

    actions.integrate(school=school, at=at)

    page = client.get(address)
    assert ("This is entry 0 of 1" in page.text, page["X-Robots-Tag"]) == (True, "noindex, nofollow")
    assert check_proof(json.loads(client.get(f"{address}?form=json").content)).size == 1
    assert client.get(address.replace(leaf.token, "a" * 26)).status_code == 404


def test_the_page_of_an_empty_log_says_what_begins_it(client, school):
    page = client.get(reverse("transparency:about", kwargs={"school": school.slug})).text
    assert "No entries yet" in page
    assert client.get(f"/at/{school.slug}/log/checkpoint").status_code == 404


# --- witnesses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def witness(tmp_path):
    return Witness(tmp_path / "witness.json", "birch-hall.example")


def fetch_of(school):
    own = _own(school)
    return lambda path: queries.note_of(queries.newest_head(school)).encode() if path == "checkpoint" else own(path)


def test_a_witness_signs_what_only_grew_and_the_log_shows_it(client, school, log, at, witness, dino):
    actions.trust_witness(school=school, vkey=str(witness.vkey), by=dino, at=at)
    for number in range(2):
        add(school, at, number)
        actions.integrate(school=school, at=at)
        note = witness.look(fetch_of(school), queries.key_of(log), seconds=1_795_000_000 + number)
        response = client.post(f"/at/{school.slug}/log/cosignature", note, content_type="text/plain")
        assert (response.status_code, response.content) == (200, b"kept\n")

    leaf = LogLeaf.objects.first()
    proof = queries.proof_of(leaf).as_json()
    assert check_proof(proof, witnesses=(witness.vkey,)).witnesses == 1
    about = client.get(reverse("transparency:about", kwargs={"school": school.slug})).text
    assert "signed the present head" in about


def test_a_witness_refuses_a_log_that_was_rolled_back_and_one_with_two_faces(school, log, at, witness):
    for number in range(4):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    _around_the_guards("DELETE FROM transparency_signedhead")
    _around_the_guards('DELETE FROM transparency_logplace WHERE "index" = 3')
    LogLeaf.objects.order_by("pk").last()
    actions._sign_head(log, 3, at)

    with pytest.raises(LogFault, match="taken out"):
        witness.look(fetch_of(school), queries.key_of(log), seconds=2)

    _around_the_guards("DELETE FROM transparency_signedhead")
    add(school, at, 9), add(school, at, 10)
    actions.integrate(school=school, at=at)
    _around_the_guards(f"UPDATE transparency_logplace SET leaf_hash = '{'ab' * 32}' WHERE \"index\" = 0")
    _around_the_guards("DELETE FROM transparency_signedhead")
    actions._sign_head(log, 5, at)
    with pytest.raises(LogFault, match="two faces"):
        witness.look(fetch_of(school), queries.key_of(log), seconds=3)


def test_a_witness_remembers_across_its_runs(tmp_path, school, log, at, witness):
    add(school, at)
    actions.integrate(school=school, at=at)
    witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    again = Witness(tmp_path / "witness.json", "another name")
    assert (again.vkey, again._kept["seen"]) == (witness.vkey, witness._kept["seen"])


@pytest.mark.parametrize("what", ["nobody trusts it", "not our head", "nonsense"])
def test_a_cosignature_that_does_not_count_is_refused(client, school, log, at, witness, what):
    add(school, at)
    actions.integrate(school=school, at=at)
    note = witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    if what == "not our head":
        actions.trust_witness(school=school, vkey=str(witness.vkey), by=None, at=at)
        note = note.replace("alder-house.example/log\n1\n", "alder-house.example/log\n2\n")
    if what == "nonsense":
        note = "hello"

    response = client.post(f"/at/{school.slug}/log/cosignature", note, content_type="text/plain")
    assert response.status_code == 422


def test_a_key_with_a_slip_is_no_witness(school, at, witness):
    name, digits, key = str(witness.vkey).split("+", 2)
    slip = f"{name}+{(int(digits, 16) ^ 1):08x}+{key}"
    with pytest.raises(ValidationError, match="mistyped"):
        actions.trust_witness(school=school, vkey=slip, by=None, at=at)


def test_commands_verify_integrate_and_check(school, log, at, tmp_path):
    leaf = add(school, at + timedelta(minutes=1))
    out = StringIO()
    call_command("transparency", "integrate", stdout=out)
    call_command("transparency", "verify", "--school", "alder-house", stdout=out)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(queries.proof_of(leaf).as_json()))
    call_command("transparency", "check", str(file), stdout=out)
    file.write_text("[]")
    with pytest.raises(CommandError, match="no JSON object"):
        call_command("transparency", "check", str(file), stdout=out)
    with pytest.raises(CommandError, match="no school called x"):
        call_command("transparency", "verify", "--school", "x", stdout=out)

    assert out.getvalue().splitlines() == [
        "alder-house.example/log: 1 entries, sound",
        "Entry 0 of 1 in alder-house.example/log. The facts fit it.",
    ]
