"""Session logs as schools keep them: what is read, what is refused and why, and that nothing is doubled."""

import csv
import io
import json
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from fractions import Fraction
from unittest.mock import patch

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification import importing
from feltwork.apps.certification.actions import imports
from feltwork.apps.certification.actions.log import remove_entry
from feltwork.apps.certification.importing import DayOrder, FileProblem, RowState, read_table
from feltwork.apps.certification.importing._reading import (
    Claim,
    Refused,
    read_claim,
    read_clock,
    read_kind,
    read_when,
)
from feltwork.apps.certification.importing._words import vocabulary
from feltwork.apps.certification.models import Evidence, ImportedLog, LogEntry, Standing
from feltwork.apps.certification.standing import verdict_of
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory
from feltwork.apps.schools.models import Provider, WorkItem
from feltwork.apps.schools.tests.factories import ProviderFactory
from feltwork.core.certification import Counted

TODAY = date(2026, 11, 19)
HEAD = ["Date", "Level", "Session type", "Length in hours", "Credit hours", "Provider", "Signature / Verification"]
TWO_WAYS = "The date “03/05/2026” can be read two ways. Say whether days or months come first, or write 2024-05-03."
ROW = ["2026-04-21", "Intermediate", "Personal session", "1", "1", "Ben Okafor", "signed"]


def csv_bytes(*rows, head=HEAD, delimiter=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def xlsx_bytes(*rows, head=HEAD):
    book = Workbook()
    for row in [head, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plan_of(alma, content, name="log.csv", order=DayOrder.UNKNOWN):
    return importing.plan(enrolment=alma.enrolment, table=read_table(content, name), order=order, at=AT)


def take_all(alma, content, name="log.csv", order=DayOrder.UNKNOWN):
    found = plan_of(alma, content, name, order)
    kept = imports.keep_import(
        enrolment=alma.enrolment, content=content, name=name, day_order=order.value,
        rows=len(found.rows), by=alma, at=AT,
    )  # fmt: skip
    importing.take(plan=found, imported=kept, by=alma, at=AT)
    return found, imports.finish_import(imported=kept, by=alma, at=AT)


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "cp1252"), (";", "cp1252")]
)
def test_csv_as_programs_write_it(delimiter, encoding):
    row = ["2026-04-21", "Mittelstufe", "Einzelsitzung", "1,5", "", "Jörg Müller", "unterschrieben"]
    head = ["Datum", "Stufe", "Sitzungsart", "Länge (in Stunden)", "Anrechnung", "Anbieter:in", "Unterschrift/Nachweis"]
    head[5] = "Anbieterin"
    table = read_table(csv_bytes(row, head=head, delimiter=delimiter, encoding=encoding), "log.csv")
    assert [dict(one.cells) for one in table.rows] == [
        {
            "date": "2026-04-21",
            "level": "Mittelstufe",
            "kind": "Einzelsitzung",
            "hours": "1,5",
            "credit": "",
            "provider": "Jörg Müller",
            "proof": "unterschrieben",
        }
    ]


def test_headers_in_any_order_below_a_title_with_other_columns():
    content = b"Session log of A. Reyes\n\n" + csv_bytes(
        ["Zoom", "Ben Okafor", "21.04.2026", "60", "Personal session", "blue"],
        head=["HOW", "approved provider's name", "DATE OF SESSION", "Minutes", "Type", "Favourite colour"],
    )
    table = read_table(content, "log.csv")
    assert (table.columns, table.ignored) == (
        ("mode", "provider", "date", "minutes", "kind"),
        ("Favourite colour",),
    )
    assert [one.number for one in table.rows] == [4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n  \n", "The file is empty."),
        (b"\x00\x01binary", "This is neither a CSV nor an Excel file (.xlsx)."),
        (b"a,b\n1,2\n", "These columns were not found: date, session type, provider, length in hours."),
        (b"PK\x03\x04 broken", "The Excel file is damaged; please save it anew."),
    ],
)
def test_files_that_are_no_log(content, words):
    with pytest.raises(FileProblem, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_table(content, "log.csv")


def test_a_file_that_unpacks_into_too_much_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    with pytest.raises(FileProblem, match="unpacks into too much"):
        read_table(out.getvalue(), "log.xlsx")


def test_excel_cells_are_read_like_text():
    rows = [
        [datetime(2026, 4, 21), 2, "Personal session", 1.5, 0.33, "Ben Okafor", True],
        [date(2026, 4, 22), "", "Personal session", clock(1, 30), "=D2/3", "Ben Okafor", None],
        [datetime(2026, 4, 23, 14, 0), "", "Personal session", 1.3333333333, "", "Ben Okafor", "x"],
    ]
    table = read_table(xlsx_bytes(*rows), "log.xlsx")
    assert [(one.cells["date"], one.cells["hours"], one.cells["credit"], one.cells["proof"]) for one in table.rows] == [
        ("2026-04-21", "1.5", "0.33", "yes"),
        ("2026-04-22", "1:30", "=D2/3", ""),
        ("2026-04-23 14:00", "1.333333", "", "x"),
    ]


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-03", date(2024, 5, 3)),
        ("2024/5/3", date(2024, 5, 3)),
        ("3 May 2024", date(2024, 5, 3)),
        ("3rd May 2024", date(2024, 5, 3)),
        ("Fri, 3 May 2024", date(2024, 5, 3)),
        ("May 3, 2024", date(2024, 5, 3)),
        ("3. Mai 2024", date(2024, 5, 3)),
        ("3. März 2024", date(2024, 3, 3)),
        ("03.05.2024", date(2024, 5, 3)),
        ("3.5.24", date(2024, 5, 3)),
        ("23/05/2024", date(2024, 5, 23)),
        ("05/23/2024", date(2024, 5, 23)),
        ("5/5/2024", date(2024, 5, 5)),
    ],
)
def test_dates_as_people_write_them(text, day):
    assert read_when(text, DayOrder.UNKNOWN, today=TODAY).on == day


@pytest.mark.parametrize(
    ("order", "day"), [(DayOrder.DAY_FIRST, date(2024, 5, 3)), (DayOrder.MONTH_FIRST, date(2024, 3, 5))]
)
def test_an_unclear_date_is_read_as_one_was_told(order, day):
    assert read_when("03/05/2024", order, today=TODAY).on == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/05/2024", "can be read two ways"),
        ("3-5-24", "can be read two ways"),
        ("31.02.2024", "no such day"),
        ("last Tuesday", "cannot be read"),
        ("45415", "cannot be read"),
        ("=TODAY()", "holds a formula"),
        ("", "There is no date"),
    ],
)
def test_dates_that_are_refused(text, why):
    with pytest.raises(Refused, match=why):
        read_when(text, DayOrder.UNKNOWN, today=TODAY)


@pytest.mark.parametrize(
    ("text", "read"),
    [("14:00", clock(14)), ("2:30 pm", clock(14, 30)), ("12:05 AM", clock(0, 5)), ("noon", None), ("", None)],
)
def test_times_of_day(text, read):
    assert read_clock(text) == read


@pytest.mark.parametrize(
    ("text", "size", "kind"),
    [
        ("Personal session", None, "personal_session"),
        ("PERSONAL SE SESSION", None, "personal_session"),
        ("Einzelsitzung", None, "personal_session"),
        ("Case consultation (individual)", None, "consultation_individual"),
        ("1:1 consultation", None, "consultation_individual"),
        ("Einzel-Fallberatung", None, "consultation_individual"),
        ("Small group case consult", None, "consultation_group"),
        ("Gruppensupervision", None, "consultation_group"),
        ("Consultation", 1, "consultation_individual"),
        ("Consultation", 6, "consultation_group"),
    ],
)
def test_session_types_by_the_table_of_words(text, size, kind):
    assert read_kind(text, size) == kind


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Consultation", "alone or in a group"),
        ("Module", "recorded by the school"),
        ("Yoga", "not known"),
        ("", "no session type"),
    ],
)
def test_session_types_that_are_refused(text, why):
    with pytest.raises(Refused, match=why):
        read_kind(text, None)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("signed", Claim.SIGNED),
        ("B. Okafor", Claim.SIGNED),
        ("03/05/2024", Claim.SIGNED),
        ("see email", Claim.EVIDENCE),
        ("see invoice no. 12", Claim.EVIDENCE),
        ("siehe Rechnung", Claim.EVIDENCE),
        ("not yet", Claim.NOTHING),
        ("–", Claim.NOTHING),
        ("", Claim.NOTHING),
        ("=B2", Claim.NOTHING),
    ],
)
def test_what_the_signature_column_claims(text, claim):
    assert read_claim(text) is claim


def test_no_word_stands_for_two_things():
    found = vocabulary()
    assert not set(found.kinds) & (found.either_kind | set(found.not_logged))
    assert not found.signed & found.unsigned


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Ben Okafor", "ben  okafor", "Okafor, Ben", "Dr. Ben Okafor, SEP", "BEN OKAFOR (Bristol)", "ben@example.org",
     "B. (ben@example.org)"],
)  # fmt: skip
def test_a_provider_by_name_or_address(alma, ben, text):
    row = plan_of(alma, csv_bytes([*ROW[:5], text, "signed"])).rows[0]
    assert (row.state, row.facts.provider_uuid) == (RowState.TAKE, ben.provider.uuid)


def test_a_near_name_is_suggested_and_never_guessed(alma, ben):
    row = plan_of(alma, csv_bytes([*ROW[:5], "Ben Okofor", "signed"])).rows[0]
    assert (row.state, row.reason) == (
        RowState.REFUSED,
        "“Ben Okofor” is not on the school’s list of providers. Did you mean Ben Okafor?",
    )


def test_two_people_of_one_name_are_told_apart_by_address(alma, ben, school):
    other = ProviderFactory(school=school, name="Ben Okafor", email="other@example.org")
    rows = plan_of(alma, csv_bytes([*ROW[:5], "Ben Okafor", ""], [*ROW[:5], "Ben Okafor other@example.org", ""])).rows
    assert rows[0].reason == "More than one person is called Ben Okafor. Please add their mail address."
    assert rows[1].facts.provider_uuid == other.uuid


def test_people_of_another_school_are_not_on_the_list(alma, elsewhere):
    ProviderFactory(school=elsewhere, name="Ben Okafor")
    assert plan_of(alma, csv_bytes(ROW)).rows[0].state is RowState.REFUSED


# --- rows -----------------------------------------------------------------------------------------------------------


def test_a_typed_log_is_not_a_signature(alma, ben):
    """Rows that claim one wait with the file as their paper; the others are drafts."""
    found, kept = take_all(
        alma,
        csv_bytes(ROW, ["2026-04-22", *ROW[1:6], "see email"], ["2026-04-23", *ROW[1:6], ""]),
    )
    entries = list(LogEntry.objects.order_by("starts_at"))
    papers = {paper.entry_id: paper for paper in Evidence.objects.all()}
    assert [(entry.state, entry.origin, entry.pk in papers) for entry in entries] == [
        ("draft", "file", True),
        ("draft", "file", True),
        ("draft", "file", False),
    ]
    assert {paper.file.name for paper in papers.values()} == {kept.file.name}
    assert papers[entries[1].pk].words == "Row 3 of the log; in its signature column: “see email”"
    assert [row.toward for row in found.rows] == [
        "1 when accepted: Personal sessions, Intermediate",
        "1 when accepted: Personal sessions, Intermediate",
        "1 once sent and signed: Personal sessions, Intermediate",
    ]
    assert Standing.objects.get().sessions == Fraction(0)


def test_all_rows_of_a_file_wait_as_one_matter(alma, ben):
    _found, kept = take_all(alma, csv_bytes(ROW, ["2026-04-22", *ROW[1:]]))
    assert list(WorkItem.objects.values_list("kind", "subject_uuid", "title")) == [
        ("evidence", kept.uuid, "A log from a file: 2 entries")
    ]


def test_a_group_third_is_exact_whatever_the_file_says_about_credit(alma, carla):
    rows = [[f"2026-04-{day}", "", "group consultation", "1", "0.33", "Carla Lindqvist", "x"] for day in (21, 22, 23)]
    found, _kept = take_all(alma, csv_bytes(*rows))
    assert [row.notes for row in found.rows] == [[], [], []]  # 0.33 is near enough a third not to be worth a word
    verdict = verdict_of(alma.enrolment, TODAY)
    assert sum(verdict.entry(str(row.uuid)).amount for row in found.rows) == 1


def test_what_the_file_has_otherwise_is_reported_and_not_trusted(alma, carla):
    rows = [
        ["2026-04-21", "Beginning", "group consultation", "2", "2", "Carla Lindqvist", "x"],
        ["2026-04-22", "INT II", "group consultation", "2", "0.67", "Carla Lindqvist", "x"],
        ["2025-04-22", "1", "group consultation", "2", "0.67", "Carla Lindqvist", "x"],
    ]
    assert [row.notes for row in plan_of(alma, csv_bytes(*rows)).rows] == [
        [
            "The file says Beginning; by its date it belongs to Intermediate.",
            "The file says 2 credit; reckoned exactly it is ⅔.",
        ],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({0: "03/05/2026"}, TWO_WAYS),
        ({0: "2026-11-20"}, "20 November 2026 has not come yet."),
        ({2: "Consultation"}, "“Consultation” may be alone or in a group. Please say which."),
        ({3: ""}, "There is no length."),
        ({3: "an hour"}, "The length “an hour” cannot be read. Please write it like 1, 1.5 or 1:30."),
        ({3: "=A1*2"}, "The column “length in hours” holds a formula. Please put the value there."),
        ({3: "13"}, "A length of 13 hours is not possible."),
        ({5: ""}, "There is no provider."),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_taken_say_why(alma, ben, change, why):
    row = [change.get(at, cell) for at, cell in enumerate(ROW)]
    made = plan_of(alma, csv_bytes(row)).rows[0]
    assert (made.state, made.reason) == (RowState.REFUSED, why)


def test_a_session_that_does_not_count_is_taken_and_says_so(alma, ben):
    made = plan_of(alma, csv_bytes(["2026-04-21", "", "Group consult", "3", "1", "Ben Okafor", "x"])).rows[0]
    assert (made.state, made.toward) == (
        RowState.TAKE,
        "0. Ben Okafor is approved for one-to-one consultation and personal sessions only, not for group consultation.",
    )


def test_more_than_a_day_holds(alma, ben):
    rows = [["2026-04-21", "", "Personal session", hours, "", "Ben Okafor", ""] for hours in ("7", "5", "1")]
    assert [row.state.value for row in plan_of(alma, csv_bytes(*rows)).rows] == ["take", "take", "refused"]


def test_known_times_that_overlap(alma, ben):
    head = [*HEAD, "Start"]
    rows = [[*ROW, "14:00"], [*ROW[:3], "2", *ROW[4:], "14:30"], [*ROW, "15:00"]]
    found = plan_of(alma, csv_bytes(*rows, head=head))
    assert [row.reason for row in found.rows] == ["", "It overlaps with something else in the log.", ""]


def test_the_other_dates_of_a_file_give_a_hint(alma, ben):
    rows = [["23/04/2026", *ROW[1:]], ["03/05/2026", *ROW[1:]]]
    assert plan_of(alma, csv_bytes(*rows)).hint == "The other dates of this file put the day first."
    assert plan_of(alma, csv_bytes(*rows), order=DayOrder.DAY_FIRST).hint == ""


# --- a second run ---------------------------------------------------------------------------------------------------


def test_a_second_run_of_the_same_file_doubles_nothing(alma, ben):
    content = csv_bytes(ROW, ROW, ["2026-04-22", *ROW[1:]])  # the same row twice is two sessions
    take_all(alma, content)
    found, _kept = take_all(alma, content)
    assert [(row.state, row.reason) for row in found.rows] == [(RowState.ALREADY, "Is in the log already.")] * 3
    assert LogEntry.objects.count() == 3


def test_a_longer_file_adds_only_what_is_new_whatever_its_order_and_spelling(alma, ben):
    take_all(alma, csv_bytes(ROW))
    more = xlsx_bytes(
        [datetime(2026, 4, 22), "", "Einzelsitzung", 1, "", "Okafor, Ben", ""],
        [datetime(2026, 4, 21), "", "personal", clock(1, 0), "", "ben@example.org", "x"],
    )
    found, _kept = take_all(alma, more, "log.xlsx")
    assert [row.state for row in found.rows] == [RowState.TAKE, RowState.ALREADY]


def test_what_was_typed_in_before_is_not_taken_again(alma, ben):
    LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 21))
    found, _kept = take_all(alma, csv_bytes(ROW, ROW))
    assert [row.reason for row in found.rows] == ["Is in the log already: it was typed in.", ""]


def test_what_was_taken_out_does_not_come_back(alma, ben):
    take_all(alma, csv_bytes(ROW))
    remove_entry(entry=LogEntry.objects.get(), by=alma, at=AT)
    assert plan_of(alma, csv_bytes(ROW)).rows[0].reason == "Was in the log, and you took it out."


# --- the decision ---------------------------------------------------------------------------------------------------


def test_one_decision_lets_the_whole_log_count(alma, ben, ruth, mailoutbox):
    _found, kept = take_all(alma, csv_bytes(*[[f"2026-04-{day}", *ROW[1:]] for day in (21, 22, 23)]))
    waiting = imports.waiting_of(kept, alma.enrolment)
    count = imports.judge_import(imported=kept, entries=waiting, accepted=True, reason="Compared.", by=ruth, at=AT)
    assert (count, Standing.objects.get().sessions) == (3, Fraction(3))
    assert not WorkItem.objects.filter(kind="evidence", closed_at=None).exists()


def test_entries_left_out_of_the_decision_still_wait(alma, ben, ruth):
    _found, kept = take_all(alma, csv_bytes(*[[f"2026-04-{day}", *ROW[1:]] for day in (21, 22)]))
    first, second = imports.waiting_of(kept, alma.enrolment)
    imports.judge_import(imported=kept, entries=[first], accepted=False, reason="No such paper.", by=ruth, at=AT)
    assert imports.waiting_of(kept, alma.enrolment) == [second]
    verdict = verdict_of(alma.enrolment, TODAY)
    assert [verdict.entry(str(one)).counted for one in (first, second)] == [Counted.DOES_NOT, Counted.WOULD_COUNT]
    assert WorkItem.objects.filter(kind="evidence", closed_at=None).count() == 1


# --- the command ----------------------------------------------------------------------------------------------------


def run(tmp_path, content, *options, name="log.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import-log", str(path), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def test_the_command_takes_a_file_and_says_what_became_of_it(tmp_path, alma, ben):
    code, out, err = run(tmp_path, csv_bytes(ROW), "--candidate", alma.email)
    assert (code, err) == (0, [])
    assert out == [
        "row 2: taken. 1 when accepted: Personal sessions, Intermediate "
        "[2026-04-21 · Personal session · 1 · Ben Okafor]",
        "1 taken, 0 already there, 0 refused",
    ]
    assert LogEntry.objects.count() == 1


def test_the_command_in_the_dry_keeps_nothing(tmp_path, alma, ben):
    code, out, _err = run(tmp_path, csv_bytes(ROW), "--candidate", str(alma.enrolment.uuid), "--dry-run")
    assert (code, out[-1]) == (0, "1 taken, 0 already there, 0 refused (dry run: nothing was kept)")
    assert (LogEntry.objects.count(), ImportedLog.objects.count()) == (0, 0)


def test_the_command_ends_with_one_if_a_row_was_refused(tmp_path, alma, ben):
    code, out, _err = run(tmp_path, csv_bytes(ROW, ["", *ROW[1:]]), "--candidate", str(alma.uuid), "--json")
    rows = [json.loads(line) for line in out]
    assert code == 1
    assert [(row.get("row"), row.get("state"), row.get("reason")) for row in rows[:2]] == [
        (2, "taken", ""),
        (3, "refused", "There is no date."),
    ]
    assert rows[2] == {
        "file": "log.csv", "dry_run": False, "interrupted": False, "taken": 1, "already_there": 0, "refused": 1,
        "ignored": [], "hint": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "candidate", "words"),
    [
        (b"", "alma@example.org", "log.csv: The file is empty."),
        (csv_bytes(ROW), "nobody@example.org", "There is no candidate nobody@example.org."),
    ],
)
def test_the_command_ends_with_two_if_it_cannot_begin(tmp_path, alma, content, candidate, words):
    code, out, err = run(tmp_path, content, "--candidate", candidate)
    assert (code, out, err[0].endswith(words)) == (2, [], True)


def test_the_command_asks_which_school_is_meant(tmp_path, alma, elsewhere):
    from feltwork.apps.schools.models import Cohort
    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    other = EnrolmentFactory(cohort=Cohort.objects.get(school=elsewhere), student=alma)
    code, _out, err = run(tmp_path, csv_bytes(ROW), "--candidate", alma.email)
    assert code == 2 and str(other.uuid) in err[0]
    code, _out, _err = run(tmp_path, csv_bytes(ROW), "--candidate", alma.email, "--school", "birch-hall")
    assert code == 1  # no such provider there


def test_an_interruption_leaves_what_was_taken_and_says_so(tmp_path, alma, ben):
    rows = [[f"2026-{month:02d}-{day:02d}", *ROW[1:]] for month in range(3, 10) for day in range(10, 28)]
    real = importing._take._enter
    calls = []

    def enter(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    with (
        patch("feltwork.apps.certification.importing._take._enter", enter),
        patch("feltwork.apps.certification.importing._take.BATCH", 50),
    ):
        code, out, _err = run(tmp_path, csv_bytes(*rows), "--candidate", alma.email)
    assert (code, LogEntry.objects.count()) == (130, 50)
    assert out[-2:] == [
        "Interrupted. What was taken until then stays; a second run goes on from there.",
        "50 taken, 0 already there, 76 refused",
    ]
    assert WorkItem.objects.get(kind="evidence").title == "A log from a file: 50 entries"
    code, out, _err = run(tmp_path, csv_bytes(*rows), "--candidate", alma.email)
    assert (code, out[-1]) == (0, "76 taken, 50 already there, 0 refused")


def test_every_batch_is_noted(alma, ben):
    take_all(alma, csv_bytes(ROW))
    noted = AuditRecord.objects.filter(code="certification.import_log").get()
    assert noted.facts["entries"] == [str(LogEntry.objects.get().uuid)]


def test_a_long_file_says_how_far_it_is_and_is_quick(tmp_path, alma, ben, capsys):
    """Five thousand rows well under twenty seconds, also on a slow machine."""
    people = Provider.objects.get(pk=ben.provider.pk)
    rows = []
    for number in range(5000):
        day = date.fromordinal(date(2025, 3, 14).toordinal() + number % 600)
        rows.append([day.isoformat(), "", "Personal session", "1", "1", people.name, "x"])
    started = time.monotonic()
    code, out, _err = run(tmp_path, csv_bytes(*rows), "--candidate", alma.email)
    seconds = time.monotonic() - started
    assert (code, out[-1]) == (0, "5000 taken, 0 already there, 0 refused")
    assert seconds < 20
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["reading: 500 of 5000", "reading: 1000 of 5000"]
    assert said[-1] == "taking: 5000 of 5000"
