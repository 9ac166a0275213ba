"""Two editions side by side: what was added, taken away, or reads differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feltwork.apps.certification.queries.rules import Clause, Line, RulesPage, rules_page
from feltwork.core.certification import RuleSet


@dataclass(frozen=True, slots=True)
class Row:
    """One clause in both editions. `before` and `after` are its sentences; `kind`: same, changed, added, removed."""

    kind: str
    number: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def shared(self) -> frozenset[str]:
        """The sentences that stand in both."""
        return frozenset(self.before) & frozenset(self.after)


def rows_between(before: RuleSet, after: RuleSet) -> list[Row]:
    """Every clause of either, in the order of the newer one; what only the older has comes last."""
    old, new = _clauses(before), _clauses(after)
    return [_row(old.get(code), new.get(code)) for code in dict.fromkeys((*new, *old))]


def _clauses(rules: RuleSet) -> dict[str, Clause]:
    """Everything an edition says, by a code that both editions share; what stands in lists is a clause of its own."""
    page = rules_page(rules)
    found = {f"requirement:{one.code}": clause for one, clause in zip(rules.requirements, page.clauses, strict=True)}
    found |= {f"kind:{one.code}": clause for one, clause in zip(rules.kinds, page.kinds, strict=True)}
    found |= {f"route:{one.code}": clause for one, clause in zip(rules.routes, page.routes, strict=True)}
    found |= {one.anchor: one for one in (*page.renewal, *page.moments)}
    for change, one in zip(page.changes, rules.amendments, strict=True):
        texts = [change.text, *(text for clause in change.clauses for text in clause.texts)]
        found[f"amendment:{one.code}"] = _listed(change.title, texts)
    return found | {code: clause for code, clause in _lists(page) if clause.texts}


def _lists(page: RulesPage) -> Iterable[tuple[str, Clause]]:
    yield "levels", _listed(_("Levels"), page.levels)
    yield "pools", _listed(_("What may not count twice"), _texts_of(page.pools))
    yield "providers", _listed(_("Whose approvals count"), _texts_of(page.providers))
    yield "anchor", _listed(_("Which edition is whose"), [page.anchor, *_texts_of(page.openings)])
    yield "notes", _listed(_("Good to know"), _texts_of(page.notes))


def _listed(title: str, texts: Iterable[str]) -> Clause:
    return Clause("", "", title, "", [], texts=tuple(texts))


def _texts_of(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


def _row(old: Clause | None, new: Clause | None) -> Row:
    shown = new or old
    assert shown is not None  # noqa: S101  # it stands in one of the two
    before, after = _texts(old), _texts(new)
    kind = "added" if old is None else "removed" if new is None else "changed" if before != after else "same"
    return Row(kind, shown.number, shown.title, before, after)


def _texts(clause: Clause | None) -> tuple[str, ...]:
    if clause is None:
        return ()
    part = _("A part of “%(requirement)s”.") % {"requirement": clause.within}
    return ((part,) if clause.within else ()) + clause.texts


def changed(rows: Sequence[Row]) -> list[Row]:
    """Only what differs."""
    return [row for row in rows if row.kind != "same"]
