"""The page of one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.entries import EntryLine, Happening, entry_line, full_worth, history_of
from feltwork.apps.certification.sentences import requirement_word
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.models import Mode
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.signoffs.queries import RequestRow
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, Entry, Proof, judge


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`state` is one of: draft, waiting, evidence, signed, declined, removed."""

    state: str
    title: str
    facts: list[tuple[str, str]]
    history: list[Happening]
    line: EntryLine | None = None
    worth: str = ""
    toward: str = ""
    badge: str = "line"
    badge_word: str = ""
    request: RequestRow | None = None
    corrected: str = ""


STATES = {
    Proof.SIGNED: "signed",
    Proof.ACCEPTED: "signed",
    Proof.EVIDENCE: "evidence",
    Proof.WAITING: "waiting",
    Proof.DRAFT: "draft",
    Proof.DECLINED: "declined",
    Proof.NONE: "declined",
}
BADGES = {
    Counted.COUNTS: "met",
    Counted.WOULD_COUNT: "wait",
    Counted.ABOVE: "met",
    Counted.HUMAN: "person",
    Counted.DOES_NOT: "not",
}


def entry_page(known: Known, entry: LogEntry, *, as_of: date, at: datetime) -> EntryPage:
    """Everything about *entry*, which belongs to the enrolment of *known*."""
    row = next((one for one in known.log if one.uuid == entry.uuid), None)
    history = history_of(known, entry)
    if row is None:
        taken_out = Happening(entry.changed_at, _("Taken out of the log."))
        return EntryPage("removed", _title(entry), _own_facts(entry), [*history, taken_out])
    rules = rules_of(known.enrolment.edition)
    verdict = judge(rules, known.record, as_of=as_of)
    fact, result = known.entries[str(entry.uuid)], verdict.entry(str(entry.uuid))
    first = result.shares[0].requirement if result.shares else ""
    unit = verdict.requirement(first).unit if first else rules.kind(fact.kind).unit
    return EntryPage(
        state=STATES[fact.proof],
        title=_title(entry),
        facts=_facts(entry, fact),
        history=history,
        line=entry_line(known, verdict, row, at),
        worth=full_worth(result, unit),
        toward=requirement_word(first, rules) if first else "",
        badge=BADGES[result.counted],
        badge_word=_badge_word(result.counted, fact.proof),
        request=known.sealings.open_request(entry.uuid),
        corrected=_corrected(known, entry),
    )


def _title(entry: LogEntry) -> str:
    return str(LogEntry.Kind(entry.kind).label)


def _badge_word(counted: Counted, proof: Proof) -> str:
    if counted is Counted.WOULD_COUNT:
        waiting = {
            Proof.DRAFT: _("Draft"),
            Proof.EVIDENCE: _("Evidence with the school"),
            Proof.WAITING: _("Waiting for a signature"),
        }
        return waiting.get(proof, _("Waiting"))
    return {
        Counted.COUNTS: _("Counted"),
        Counted.ABOVE: _("Kept, above what is asked"),
        Counted.HUMAN: _("Needs a person"),
    }.get(counted, _("Not counted"))


def _own_facts(entry: LogEntry) -> list[tuple[str, str]]:
    local = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    facts = [(_("When"), words.date_words(local.date())), (_("With"), entry.provider.name)]
    return [*facts, (_("Length"), words.hours(entry.hours))]


def _facts(entry: LogEntry, fact: Entry) -> list[tuple[str, str]]:
    """As they count: what the provider confirmed wins."""
    when = words.date_words(fact.on)
    if entry.is_time_known:
        local = entry.starts_at.astimezone(ZoneInfo(entry.zone))
        clock = {"date": when, "time": local.strftime("%H:%M"), "zone": entry.zone}
        when = _("%(date)s, from %(time)s (%(zone)s)") % clock
    facts = [
        (_("When"), when),
        (_("Length"), words.hours(fact.hours)),
        (_("With"), entry.provider.name),
        (_("How"), str(Mode(fact.mode).label)),
    ]
    if fact.group_size:
        facts.append((_("Present"), _("%(n)s people") % {"n": fact.group_size}))
    return facts


def _corrected(known: Known, entry: LogEntry) -> str:
    """What you had entered, where the provider confirmed something else."""
    signature = known.sealings.signature(entry.uuid)
    if signature is None or signature.kind != "corrected":
        return ""
    local = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    facts = {"name": signature.by_name, "date": words.date_words(local.date()), "hours": words.hours(entry.hours)}
    facts["kind"] = str(LogEntry.Kind(entry.kind).label)
    return _("%(name)s corrected this. You had entered: %(kind)s, %(date)s, %(hours)s.") % facts
