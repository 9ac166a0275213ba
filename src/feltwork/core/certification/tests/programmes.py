"""Small programmes in few words, for tests of single clauses."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import count
from textwrap import indent

from feltwork.core.certification import Approval, Entry, Record, judge, load

HEAD = """\
language: 1
id: small
title: A small programme
issuer: School
edition: "1"
collected_on: "2026-11"
anchor: {code: start, title: First day}
sources:
  page: {title: A page, mark: B, url: https://example.org/}
"""
KINDS = """\
kinds:
  - {code: course, title: Course, unit: hour, hours_per_unit: {value: 1, source: page}}
  - {code: talk, title: Talk, unit: hour, hours_per_unit: {value: 1, source: page}}
"""
TODAY = date(2026, 1, 31)
_ids = count(1)


def programme(requirements, *, kinds=KINDS, more=""):
    """Rules with these requirements, each without `title` and `source`."""
    text = HEAD + kinds + more + "requirements:\n"
    for requirement in requirements:
        text += indent("- title: T\n  source: page\n" + indent(requirement.strip("\n"), "  ") + "\n", "  ")
    return text


def rules(*requirements, **words):
    return load(programme(requirements, **words), name="small.yaml")


def entry(kind="course", hours=1, on=date(2025, 6, 2), **words):
    words.setdefault("signed_on", on)
    return Entry(id=words.pop("id", f"e{next(_ids)}"), kind=kind, hours=Fraction(str(hours)), on=on, **words)


def verdict(chosen, *entries, as_of=TODAY, known_at=None, **words):
    record = Record(anchor_on=date(2025, 1, 1), entries=entries, **words)
    return judge(chosen, record, as_of=as_of, known_at=known_at)


def approved(provider, kind, since=date(2020, 1, 1), until=None, issuer="School"):
    return Approval(provider=provider, kind=kind, issuer=issuer, valid_from=since, valid_to=until)
