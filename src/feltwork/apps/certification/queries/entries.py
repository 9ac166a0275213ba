"""How one entry stands, in words: for the path, and for the page of the entry itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.sentences import amount_words, level_word, sentence
from feltwork.apps.certification.standing import ExceptionRow, Known, LogRow
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.signoffs.actions.reminders import reason_against_reminding
from feltwork.apps.signoffs.queries import RequestRow, SealedEntry
from feltwork.apps.signoffs.statements import Reason
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, Entry, EntryResult, Proof, Verdict

LOOKS = {  # class of the line and its icon
    Counted.COUNTS: ("is-in", "check"),
    Counted.WOULD_COUNT: ("is-wait", "clock"),
    Counted.ABOVE: ("is-in", "check"),
    Counted.HUMAN: ("is-person", "question"),
    Counted.DOES_NOT: ("is-out", "close"),
}
DRAFT_LOOK = ("is-draft", "edit")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a list: what it is worth, why, and what can be done about it."""

    uuid: str
    look: str
    icon: str
    on: date
    title: str
    worth: str
    why: tuple[str, ...]
    can_remind: bool = False
    can_ask: bool = False
    can_send: bool = False
    can_prove: bool = False
    question: str = ""


def entry_line(known: Known, verdict: Verdict, row: LogRow, at: datetime) -> EntryLine:
    """The line of one entry under a verdict."""
    entry, result = known.entries[str(row.uuid)], verdict.entry(str(row.uuid))
    request = known.sealings.open_request(row.uuid)
    look, icon = DRAFT_LOOK if _is_plain_draft(entry, result) else LOOKS[result.counted]
    question = next((str(one.data["question"]) for one in result.reasons if "question" in one.data), "")
    asked = _asked(known, row)
    return EntryLine(
        uuid=str(row.uuid),
        look=look,
        icon=icon,
        on=entry.on,
        title=_title(entry, row),
        worth=worth_words(result),
        why=(*_why(known, result), *_since(request), *_exception_words(asked)),
        can_remind=request is not None and not _against_reminding(request, at),
        can_ask=result.counted is Counted.DOES_NOT and asked is None,
        can_send=entry.proof in (Proof.DRAFT, Proof.DECLINED, Proof.NONE) and row.state == LogEntry.State.DRAFT,
        can_prove=entry.proof in (Proof.WAITING, Proof.DECLINED, Proof.NONE),
        question=question,
    )


def worth_words(result: EntryResult) -> str:
    """⅔, 1 when signed, undecided, 0."""
    amount = words.fraction(result.amount)
    if result.counted is Counted.WOULD_COUNT:
        unsent = any(one.code == "not_sent" for one in result.reasons)
        evidence = any(one.code == "evidence_waits" for one in result.reasons)
        if evidence:
            return _("%(amount)s when accepted") % {"amount": amount}
        return (_("%(amount)s once sent and signed") if unsent else _("%(amount)s when signed")) % {"amount": amount}
    if result.counted is Counted.HUMAN:
        return _("undecided")
    if result.counted is Counted.ABOVE:
        return _("%(amount)s, above") % {"amount": amount}
    return amount if result.counted is Counted.COUNTS else "0"


def full_worth(result: EntryResult, unit: str) -> str:
    """The same with its unit, for the page of one entry."""
    if result.counted in (Counted.HUMAN, Counted.DOES_NOT):
        return worth_words(result)
    return worth_words(result).replace(words.fraction(result.amount), amount_words(result.amount, unit), 1)


def _is_plain_draft(entry: Entry, result: EntryResult) -> bool:
    return entry.proof is Proof.DRAFT and result.counted is Counted.WOULD_COUNT


def _title(entry: Entry, row: LogRow) -> str:
    parts = [row.provider_name]
    if entry.kind == LogEntry.Kind.GROUP:
        parts.insert(0, _("group of %(n)s") % {"n": entry.group_size} if entry.group_size else _("group"))
    if entry.kind != LogEntry.Kind.PERSONAL or entry.hours != 1:
        parts.append(words.hours(entry.hours))
    return ", ".join(parts)


def _why(known: Known, result: EntryResult) -> Iterable[str]:
    codes = {one.code for one in result.reasons}
    rules = rules_of(known.enrolment.edition)
    for one in result.reasons:
        if one.code == "in_level":
            if "just_before_level" not in codes and result.counted is not Counted.DOES_NOT:
                yield level_word(one.data["level"], rules) + "."
        elif one.code == "approved" and result.counted is not Counted.WOULD_COUNT:
            continue  # the signature says enough
        elif one.code != "waits_for_signature":  # the request says more
            yield sentence(one, known.names, rules)


def _since(request: RequestRow | None) -> Iterable[str]:
    if request is None:
        return
    facts = {"name": request.provider_name, "date": words.date_words(request.asked_at)}
    yield _("Sent to %(name)s on %(date)s.") % facts
    if request.reminded_at:
        yield _("Reminded on %(date)s.") % {"date": words.date_words(request.reminded_at)}


def _exception_words(asked: ExceptionRow | None) -> Iterable[str]:
    if asked is None:
        return
    if asked.state == "open":
        yield _("You asked for an exception; a person will answer.")
    elif asked.state == "refused":
        yield _("An exception was not granted: %(answer)s") % {"answer": asked.answer}


def _asked(known: Known, row: LogRow) -> ExceptionRow | None:
    """The latest request for an exception about this entry."""
    about = [one for one in known.exceptions if one.entry_uuid == row.uuid and one.state != "withdrawn"]
    return about[-1] if about else None


def _against_reminding(request: RequestRow, at: datetime) -> str:
    return reason_against_reminding(request, at)  # type: ignore[arg-type]  # the row has the fields that are read


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of an entry's history."""

    at: datetime
    text: str


def history_of(known: Known, entry: LogEntry) -> list[Happening]:
    """What happened to one entry, oldest first."""
    events = [Happening(entry.created_at, _logged_words(entry))]
    for request in known.sealings.asked.get(entry.uuid, []):
        events += _request_words(request)
    events += [Happening(paper.uploaded_at, _paper_words(paper.name)) for paper in entry.evidence.all()]
    for one in known.sealings.about.get(entry.uuid, []):
        events += _sealed_words(one)
    return sorted(events, key=lambda event: event.at)


def _logged_words(entry: LogEntry) -> str:
    return _("Taken from a file.") if entry.origin != "typed" else _("Logged.")


def _paper_words(name: str) -> str:
    return _("“%(name)s” attached in place of a signature.") % {"name": name}


def _request_words(request: RequestRow) -> Iterable[Happening]:
    yield Happening(request.asked_at, _("Sent to %(name)s to be signed.") % {"name": request.provider_name})
    if request.reminded_at:
        yield Happening(request.reminded_at, _("%(name)s was reminded.") % {"name": request.provider_name})
    ended = {"cancelled": _("Taken back."), "expired": _("No answer came in time.")}
    if request.closed_at and request.outcome in ended:
        yield Happening(request.closed_at, ended[request.outcome])
    if request.closed_at and request.reply:
        facts = {"name": request.provider_name, "words": request.reply}
        yield Happening(request.closed_at, _("%(name)s writes: %(words)s") % facts)


def _sealed_words(one: SealedEntry) -> Iterable[Happening]:
    said = {
        "confirmed": _("%(name)s signed."),
        "corrected": _("%(name)s signed with a correction."),
        "declined": _("%(name)s did not confirm it."),
        "taken_back": _("%(name)s took the signature back."),
        "evidence_accepted": _("%(name)s accepted the evidence."),
        "evidence_refused": _("%(name)s did not accept the evidence."),
        "ruled": _("%(name)s decided about it."),
    }.get(one.kind)
    if said is None:
        return
    yield Happening(one.at, " ".join([said % {"name": one.by_name}, *_reason_words(one)]))


def _reason_words(one: SealedEntry) -> Iterable[str]:
    reason = str(one.statement.get("reason") or "")
    if reason in Reason.values:
        yield f"{Reason(reason).label}."
    elif reason:
        yield reason
    word = one.statement.get("word")
    if word:
        yield str(word)
