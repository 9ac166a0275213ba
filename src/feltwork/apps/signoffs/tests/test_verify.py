"""Somebody with the database password drops the triggers and changes rows: the check names what they did."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from feltwork.apps.audit import guards
from feltwork.apps.signoffs import checking
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.tests.factories import seal_one
from feltwork.core.signoffs import Fault, What, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(school, alma, ruth, at):
    """Six entries, each with a word of its own."""
    words = ("one", "two", "three", "four", "five", "six")
    return [seal_one(school, alma, ruth, at=at, statement={"word": word}) for word in words]


def tamper(*statements, values=()):
    with guards.lifted(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def set_json(seq, word):
    text = json.dumps({"word": word})
    tamper("UPDATE signoffs_ledgerentry SET statement = %s WHERE seq = %s", values=(text, seq))


def verify(*args):
    """What the command prints, line by line, and the code it ends with."""
    out = StringIO()
    try:
        call_command("ledger", "verify", "--json", *args, stdout=out)
    except SystemExit as end:
        return [json.loads(line) for line in out.getvalue().splitlines()], end.code
    return [json.loads(line) for line in out.getvalue().splitlines()], 0


def found(school):
    return sorted(set(checking.faults_of(school)))


def test_a_sound_ledger(school, elsewhere, ledger):
    assert verify() == (
        [
            {"school": "alder-house", "entries": 6, "faults": 0, "seal": ledger[-1].seal},
            {"school": "birch-hall", "entries": 0, "faults": 0, "seal": "0" * 64},
        ],
        0,
    )


@pytest.mark.parametrize(
    "column, value",
    [
        ("by_name", "Somebody else"),
        ("kind", "confirmed"),
        ("at", "2026-11-01 09:00:00+00:00"),
        ("shown_hash", "f" * 64),
        ("idempotency_key", "another"),
        ("seal", "f" * 64),
        ("previous", "e" * 64),
    ],
)
def test_an_altered_entry_is_named(school, ledger, column, value):
    tamper(f"UPDATE signoffs_ledgerentry SET {column} = %s WHERE seq = 3", values=(value,))
    assert found(school) == [Fault(3, What.ALTERED, str(ledger[2].uuid))]


def test_an_altered_statement_is_named(school, ledger):
    set_json(3, "forged")
    lines, code = verify("--school", "alder-house")
    assert code == 1
    assert lines == [
        {
            "school": "alder-house",
            "seq": 3,
            "until": 3,
            "uuid": str(ledger[2].uuid),
            "what": "altered",
            "other": None,
        },
        {"school": "alder-house", "entries": 6, "faults": 1, "seal": ledger[-1].seal},
    ]


def test_an_entry_given_to_another_person_is_named(school, ledger, dino):
    tamper("UPDATE signoffs_ledgerentry SET by_id = %s WHERE seq = 2", values=(dino.pk,))
    assert found(school) == [Fault(2, What.ALTERED, str(ledger[1].uuid))]


def test_an_entry_altered_and_sealed_anew_is_named(school, ledger):
    row = LedgerEntry.objects.get(seq=4)
    row.statement = {"word": "forged"}
    forged = seal(row.facts(), previous=row.previous)
    tamper(
        "UPDATE signoffs_ledgerentry SET seal = %s, statement = %s WHERE seq = 4", values=(forged, '{"word": "forged"}')
    )
    assert found(school) == [Fault(4, What.RESEALED, str(ledger[3].uuid))]


@pytest.mark.parametrize("seq", [1, 3, 6])
def test_a_removed_entry_is_named(school, ledger, seq):
    tamper("DELETE FROM signoffs_ledgerentry WHERE seq = %s", values=(seq,))
    assert found(school) == [Fault(seq, What.REMOVED, until=seq)]


def test_entries_that_traded_places_are_named(school, ledger):
    tamper(
        "UPDATE signoffs_ledgerentry SET seq = 100 WHERE seq = 2",
        "UPDATE signoffs_ledgerentry SET seq = 2 WHERE seq = 5",
        "UPDATE signoffs_ledgerentry SET seq = 5 WHERE seq = 100",
    )
    assert found(school) == [
        Fault(2, What.SWAPPED, str(ledger[4].uuid), other=5),
        Fault(5, What.SWAPPED, str(ledger[1].uuid), other=2),
    ]


def test_statements_that_traded_places_are_named(school, ledger):
    set_json(2, "five")
    set_json(5, "two")
    assert found(school) == [
        Fault(2, What.SWAPPED, str(ledger[1].uuid), other=5),
        Fault(5, What.SWAPPED, str(ledger[4].uuid), other=2),
    ]


def test_a_cut_off_end_with_the_recorded_end_set_back_is_not_hidden_from_a_kept_seal(school, ledger):
    """What nobody can notice from inside: it takes the last seal written down elsewhere, which the command prints."""
    tamper("DELETE FROM signoffs_ledgerentry WHERE seq = 6")
    tamper("UPDATE signoffs_ledgerhead SET seq = 5, seal = %s", values=(ledger[4].seal,))
    lines, code = verify("--school", "alder-house")
    assert (code, lines[-1]["seal"] == ledger[-1].seal) == (0, False)


def test_an_entry_behind_the_recorded_end_is_named(school, ledger):
    tamper("UPDATE signoffs_ledgerhead SET seq = 5, seal = %s", values=(ledger[4].seal,))
    assert found(school) == [Fault(6, What.ADDED, str(ledger[5].uuid))]


def test_a_missing_recorded_end_is_noticed(school, ledger):
    tamper("DELETE FROM signoffs_ledgerhead")
    assert [f.what for f in found(school)] == [What.ADDED] * 6


def test_a_missing_trigger_is_named(school, ledger):
    name = "fw_keep_signoffs_ledgerentry_update"
    drop = f'DROP TRIGGER "{name}"' + (" ON signoffs_ledgerentry" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        lines, code = verify("--school", "alder-house")
    finally:
        guards.install()
    assert (code, lines[0]) == (1, {"guard": name})
    assert verify("--school", "alder-house")[1] == 0


def test_words_for_people(school, ledger):
    out = StringIO()
    tamper("UPDATE signoffs_ledgerentry SET by_name = 'X' WHERE seq = 3")
    tamper("DELETE FROM signoffs_ledgerentry WHERE seq = 5")
    with pytest.raises(SystemExit):
        call_command("ledger", "verify", "--school", "alder-house", stdout=out)
    assert out.getvalue().splitlines() == [
        "alder-house: entry 5 is missing",
        f"alder-house: entry 3 ({ledger[2].uuid}) was altered: its seal does not fit",
        f"alder-house: 6 entries, 2 faults; the last seal is {ledger[-1].seal}",
    ]


def test_an_unknown_school(db):
    with pytest.raises(CommandError, match="no school called nowhere"):
        call_command("ledger", "verify", "--school", "nowhere")


def test_checking_reads_a_long_ledger_in_pieces(school, ledger, django_assert_num_queries):
    with django_assert_num_queries(3):  # end, chain, behind the end
        assert list(checking.faults_of(school)) == []
