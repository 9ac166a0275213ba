"""`feltwork programmes`: bundled rule sets and your own files (YAML, TOML): listed, shown, checked, examples run."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feltwork.core.certification import (
    ExampleOutcome,
    RuleFileError,
    RuleSet,
    check_file,
    load,
    load_examples,
    run_example,
)
from feltwork.core.certification.rulesets import bundled

HEAD = ("id", "programme", "expected", "got", "ok")


class Command(BaseCommand):
    help = "List, show, check and test certification programmes; the bundled ones, or files of your own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="every bundled programme with its edition and number of examples")
        show = verbs.add_parser("show", help="the requirements of one programme with their sources")
        show.add_argument("programme", help="the id of a bundled programme, or a file")
        judge = verbs.add_parser("judge", help="put a programme to a register of Parquet files")
        judge.add_argument("programme", help="the id of a bundled programme, or a file")
        judge.add_argument("--register", required=True, type=Path, metavar="FOLDER", help="where the tables lie")
        judge.add_argument("--as-of", required=True, type=date.fromisoformat, metavar="DATE", help="2026-11-24, say")
        judge.add_argument("--against", metavar="PROGRAMME", help="name whom this one would treat otherwise")
        judge.add_argument("--out", type=Path, metavar="FILE", help="write the answers to a .parquet or .csv file")
        judge.add_argument("--memory", default="2GB", help="how much the database may take; the default is 2GB")
        judge.add_argument("--threads", type=int, help="as many as there are processors, unless given")
        for name, words in (
            ("check", "name every mistake and oddity"),
            ("test", "run the examples; exit 1 if any fails"),
        ):
            verb = verbs.add_parser(name, help=words)
            verb.add_argument(
                "files", nargs="*", metavar="FILE", help="rule files (.yaml, .toml) or ids; left out: all bundled ones"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        verb = options["verb"]
        if verb == "list":
            self._list()
        elif verb == "show":
            self._show(options["programme"])
        elif verb == "judge":
            self._judge(options)
        elif verb == "check":
            self._check(options["files"])
        else:
            self._test(options["files"])

    def _list(self) -> None:
        for name, text in bundled().items():
            rules = load(text, name=f"{name}.yaml", bases=bundled())
            number = len(load_examples(text, name=f"{name}.yaml", bases=bundled()))
            self.stdout.write(f"{name:24} {rules.title}, {rules.edition} ({number} examples)")

    def _show(self, programme: str) -> None:
        name, text = next(_texts([programme]))
        rules = _loaded(name, text)
        self.stdout.write(f"{rules.title} ({rules.id}, {rules.edition}), issued by {rules.issuer}")
        for one in rules.requirements:
            number = one.asked
            source = number.source.url or str(number.source.title) if number.source else "decided here"
            unsure = "  not confirmed" if number.mark.value == "U" else ""
            self.stdout.write(
                f"  {one.clause:12} {one.title}: {number.value} {one.unit}  [{number.mark}] {source}{unsure}"
            )

    def _judge(self, options: Mapping[str, Any]) -> None:
        from feltwork.apps.certification import register_files as files  # it brings a database with it

        rules = _loaded(*next(_texts([options["programme"]])))
        other = _loaded(*next(_texts([options["against"]]))) if options["against"] else None
        as_of, out = options["as_of"], options["out"]
        place, limits = options["register"], {"threads": options["threads"], "memory_limit": options["memory"]}
        try:
            with files.opened(place, **limits) as register:
                if other is None:
                    self._say_plan(files.plan_of(rules))
                    numbers = files.judge_files(register, rules, as_of, out, self._tell)
                else:
                    numbers = files.compare_files(register, rules, other, as_of, out, self._tell)
        except files.RegisterError as error:
            raise CommandError(str(error)) from None
        for word, number in numbers.items():
            self.stdout.write(f"{word.replace('_', ' ')}: {number:,}")

    def _say_plan(self, words: tuple[list[str], list[str]]) -> None:
        for line in words[0]:
            self.stdout.write(line)
        self.stdout.write("Explained one by one:")
        for line in words[1]:
            self.stdout.write(line)

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} candidates")

    def _check(self, files: list[str]) -> None:
        found = [error for name, text in _texts(files) for error in check_file(text, name=name, bases=_bases(files))]
        for error in found:
            self.stdout.write(f"{error.code}: {error}")
        self.stdout.write("No mistakes." if not found else f"{len(found)} to look at.")
        if found:
            sys.exit(1)

    def _test(self, files: list[str]) -> None:
        outcomes = [one for name, text in _texts(files) for one in _outcomes(name, text, _bases(files))]
        rows = [HEAD, *(row for one in outcomes for row in _rows(one))]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for row in rows:
            self.stdout.write(f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[4]:4}  {row[2]}  {row[3]}")
        failed = sum(1 for one in outcomes if not one.ok)
        self.stdout.write(f"{len(outcomes)} examples, {failed} failed.")
        if failed:
            sys.exit(1)


def _texts(files: list[str]) -> Iterator[tuple[str, str]]:
    """File name and text of every rule file that was named; of all bundled ones if none was."""
    for file in files or bundled():
        if file in bundled():
            yield f"{file}.yaml", bundled()[file]
            continue
        try:
            yield Path(file).name, Path(file).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise CommandError(f"{file}: this is not text in UTF-8.") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}. Not a bundled programme either.") from None


def _bases(files: list[str]) -> Mapping[str, str]:
    """The bundled texts, and the files themselves by the name they have without `.yaml` or `.toml`."""
    return {**bundled(), **{Path(name).stem: text for name, text in _texts(files)}}


def _outcomes(name: str, text: str, bases: Mapping[str, str]) -> Iterator[ExampleOutcome]:
    known: dict[str, RuleSet] = {}

    def rule_sets(code: str) -> RuleSet:
        if code not in bases:
            raise CommandError(f"{name}: an example names the rule set “{code}”, which is not known.")
        if code not in known:
            known[code] = _loaded(code, bases[code], bases)
        return known[code]

    try:
        examples = load_examples(text, name=name, bases=bases)
    except RuleFileError as error:
        raise CommandError(str(error)) from None
    for example in examples:
        yield run_example(example, rule_sets)


def _loaded(name: str, text: str, bases: Mapping[str, str] | None = None) -> RuleSet:
    try:
        return load(text, name=name, bases=bases or bundled())
    except RuleFileError as error:
        raise CommandError(str(error)) from None


def _rows(outcome: ExampleOutcome) -> Iterator[tuple[str, ...]]:
    """One row for an example whose checks all hold, one for each check that does not."""
    example = outcome.example
    wrong = [check for check in outcome.checks if not check.ok]
    if not wrong:
        expected = "; ".join(f"{check.what} {check.expected}" for check in outcome.checks)
        yield example.id, example.programme, expected, "as expected", "ok"
    for check in wrong:
        line = f"line {example.line}, {check.what}: expected {check.expected}"
        yield example.id, example.programme, line, f"got {check.got}", "FAIL"
