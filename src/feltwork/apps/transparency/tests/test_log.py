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

from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.transparency import actions, queries, tasks
from feltwork.apps.transparency.actions import places
from feltwork.apps.transparency.checking import (
    LogFault,
    check_growth,
    check_proof,
    check_whole,
    load_proof,
    read_head,
)
from feltwork.apps.transparency.models import LeafSecret, LogLeaf, LogPlace, SignedHead
from feltwork.apps.transparency.verifying import faults_of, own_files
from feltwork.apps.transparency.witnessing import Witness, WitnessError
from feltwork.core.transparency import VerifierKey


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

    check_whole(own_files(school), now)
    check_growth(own_files(school), before=before, now=now)
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
    check_whole(own_files(school), head_of(school))


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
    assert client.head(f"{base}checkpoint").status_code == 200
    assert ("immutable" in full["Cache-Control"], "immutable" in part["Cache-Control"]) == (True, True)
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
        "tile/00/000",
        "tile/0/001.p/01",
        "tile/0/x000/000",
        "tile/64/000",
        "tile/0/" + "x999/" * 8 + "999",
    ]
    assert {client.get(base + path).status_code for path in wrong} == {404}


def test_the_page_shows_that_an_entry_is_in_the_log(client, school, log, at):
    leaf = add(school, at)
    address = reverse("transparency:proof", kwargs={"school": school.slug, "token": leaf.token})
    assert "waits for its place" in client.get(address).text

    actions.integrate(school=school, at=at)

    page = client.get(address)
    assert ("This is entry 0, counted from 0, in a signed log of 1." in page.text, page["X-Robots-Tag"]) == (
        True,
        "noindex, nofollow",
    )
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
    own = own_files(school)
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
    assert check_proof(proof, witnesses=(witness.vkey,)).witnesses == (witness.vkey,)
    about = client.get(reverse("transparency:about", kwargs={"school": school.slug})).text
    assert "signed the newest head" in about


def test_every_witness_is_kept_though_they_sign_the_same_head_one_after_the_other(school, log, at, tmp_path):
    both = [Witness(tmp_path / name, name) for name in ("birch-hall.example", "cedar.example")]
    for one in both:
        actions.trust_witness(school=school, vkey=str(one.vkey), by=None, at=at)
    leaf = add(school, at)
    actions.integrate(school=school, at=at)
    for one in both:  # the second finds the line of the first under the head, and sends both
        actions.add_cosignature(school=school, note=one.look(fetch_of(school), queries.key_of(log), seconds=1), at=at)

    keys = [one.vkey for one in both]
    assert check_proof(queries.proof_of(leaf).as_json(), witnesses=keys).witnesses == tuple(keys)
    assert [one.last.head.size for one in queries.witnesses_of(school)] == [1, 1]


def test_a_line_of_another_key_under_the_same_name_is_not_kept_in_its_place(school, log, at, witness, tmp_path):
    actions.trust_witness(school=school, vkey=str(witness.vkey), by=None, at=at)
    add(school, at)
    actions.integrate(school=school, at=at)
    note = witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    forged = Witness(tmp_path / "other", "birch-hall.example").look(fetch_of(school), queries.key_of(log), seconds=1)
    mixed = forged + note.splitlines(keepends=True)[-1]

    (kept,) = actions.add_cosignature(school=school, note=mixed, at=at)

    assert kept.line == note.splitlines(keepends=True)[-1]


def test_a_proof_is_against_the_head_that_was_cosigned(school, log, at, witness):
    actions.trust_witness(school=school, vkey=str(witness.vkey), by=None, at=at)
    first = add(school, at)
    actions.integrate(school=school, at=at)
    note = witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    actions.add_cosignature(school=school, note=note, at=at)
    second = add(school, at)
    actions.integrate(school=school, at=at)

    assert [queries.proof_of(leaf).size for leaf in (first, second)] == [1, 2]
    assert queries.note_of(queries.newest_head(school)).splitlines()[1] == "2"


def test_a_witness_that_is_no_longer_trusted_adds_nothing_more(school, log, at, witness, dino):
    actions.trust_witness(school=school, vkey=str(witness.vkey), by=dino, at=at)
    add(school, at)
    actions.integrate(school=school, at=at)
    actions.distrust_witness(school=school, vkey=str(witness.vkey), by=dino, at=at)

    note = witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    with pytest.raises(ValidationError, match="No witness"):
        actions.add_cosignature(school=school, note=note, at=at)
    with pytest.raises(ValidationError, match="does not know"):
        actions.distrust_witness(school=school, vkey=str(witness.vkey), by=dino, at=at)
    assert queries.witnesses_of(school) == []


def test_the_key_of_a_log_is_no_witness(school, log, at):
    with pytest.raises(ValidationError, match="not of a witness"):
        actions.trust_witness(school=school, vkey=str(queries.key_of(log)), by=None, at=at)


def test_a_witness_refuses_a_log_that_was_rolled_back_and_one_with_two_faces(school, log, at, witness):
    for number in range(4):
        add(school, at, number)
    actions.integrate(school=school, at=at)
    witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    _around_the_guards("DELETE FROM transparency_signedhead")
    _around_the_guards('DELETE FROM transparency_logplace WHERE "index" = 3')
    LogLeaf.objects.order_by("pk").last()
    places._sign_head(log, 3, at)

    with pytest.raises(LogFault, match="taken out"):
        witness.look(fetch_of(school), queries.key_of(log), seconds=2)

    _around_the_guards("DELETE FROM transparency_signedhead")
    add(school, at, 9), add(school, at, 10)
    actions.integrate(school=school, at=at)
    _around_the_guards(f"UPDATE transparency_logplace SET leaf_hash = '{'ab' * 32}' WHERE \"index\" = 0")
    _around_the_guards("DELETE FROM transparency_signedhead")
    places._sign_head(log, 5, at)
    with pytest.raises(LogFault, match="two faces"):
        witness.look(fetch_of(school), queries.key_of(log), seconds=3)


def test_a_witness_remembers_across_its_runs(tmp_path, school, log, at, witness):
    add(school, at)
    actions.integrate(school=school, at=at)
    witness.look(fetch_of(school), queries.key_of(log), seconds=1)
    again = Witness(tmp_path / "witness.json", "another.name")
    assert (again.vkey, again._kept["seen"]) == (witness.vkey, witness._kept["seen"])


def test_a_damaged_memory_is_never_begun_anew(tmp_path, witness):
    (tmp_path / "witness.json").write_text("")
    with pytest.raises(WitnessError, match="damaged"):
        Witness(tmp_path / "witness.json", "birch-hall.example")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_new_witness_needs_a_name_that_heads_can_carry(tmp_path, name):
    with pytest.raises(WitnessError, match="name"):
        Witness(tmp_path / "new.json", name)


def test_tiles_out_of_reach_are_no_fork(school, log, at, witness):
    def fetch(path):
        if path != "checkpoint":
            raise TimeoutError
        return queries.note_of(queries.newest_head(school)).encode()

    for _ in range(2):
        add(school, at)
        actions.integrate(school=school, at=at)
        if SignedHead.objects.count() == 1:
            witness.look(fetch, queries.key_of(log), seconds=1)
    with pytest.raises(TimeoutError):
        witness.look(fetch, queries.key_of(log), seconds=2)


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
    vkey = str(queries.key_of(log))
    call_command("transparency", "check", str(file), "--vkey", vkey, stdout=out)
    other = str(VerifierKey("alder-house.example/log", bytes(32)))
    with pytest.raises(CommandError, match="another log"):
        call_command("transparency", "check", str(file), "--vkey", other, stdout=out)
    file.write_text("[]")
    with pytest.raises(CommandError, match="no JSON object"):
        call_command("transparency", "check", str(file), stdout=out)
    with pytest.raises(CommandError, match="no school called x"):
        call_command("transparency", "verify", "--school", "x", stdout=out)

    assert out.getvalue().splitlines() == [
        "alder-house.example/log: 1 entries, sound",
        "Entry 0 of 1 in alder-house.example/log. The facts fit it.",
        f"Signed with the key {vkey}: compare it with the one that the school publishes.",
        "Entry 0 of 1 in alder-house.example/log. The facts fit it.",
    ]


def test_the_command_trusts_distrusts_and_forgets(school, log, at, witness):
    leaf, out = add(school, at), StringIO()
    for what in ("trust", "distrust"):
        call_command("transparency", what, str(witness.vkey), "--school", "alder-house", stdout=out)
    call_command("transparency", "forget", str(leaf.subject_uuid), "--school", "alder-house", stdout=out)
    assert out.getvalue().splitlines() == ["Trusted.", "No longer trusted.", "1 salts erased."]


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "null", "7"])
def test_what_is_no_proof_is_said_to_be_none(text):
    with pytest.raises(LogFault, match="no JSON object"):
        load_proof(text)


@pytest.mark.parametrize("member", ["entry", "index", "path", "checkpoint", "vkey", "facts", "salt"])
def test_a_proof_with_members_of_other_kinds_does_not_hold(school, log, at, member):
    leaf, *_ = [add(school, at, number) for number in range(3)]
    actions.integrate(school=school, at=at)
    proof = queries.proof_of(leaf).as_json()
    for wrong in (None, 5, [], [None], {}, "x", float("inf"), -1):
        with pytest.raises(LogFault):
            check_proof(proof | {member: wrong})


def test_verify_looks_at_every_head_and_at_the_facts(school, log, at):
    for number in range(3):
        add(school, at, number)
        actions.integrate(school=school, at=at)
    assert list(faults_of(school)) == []
    _around_the_guards(
        "UPDATE transparency_leafsecret SET salt = '"
        + "00" * 32
        + "' WHERE id = (SELECT max(id) FROM transparency_leafsecret)"
    )
    (fault,) = faults_of(school)
    assert fault.startswith("the facts kept for the entry")

    _around_the_guards("DELETE FROM transparency_signedhead")
    assert list(faults_of(school)) == ["entries have their places, but no head is signed"]


def test_a_school_whose_key_is_gone_does_not_keep_the_others_waiting(school, elsewhere, log, at):
    add(school, at), add(elsewhere, at)
    stores.store().destroy(log.store_id)
    with pytest.raises(KeyStoreError, match="1 schools"):
        tasks.integrate_all(at)
    assert [head.school.slug for head in SignedHead.objects.all()] == ["birch-hall"]


def test_a_proof_of_a_long_log_asks_for_few_tiles(school, log, at, django_assert_num_queries):
    leaves = [add(school, at, number) for number in range(300)]
    actions.integrate(school=school, at=at)
    with django_assert_num_queries(8):
        queries.proof_of(leaves[7])
