"""One candidate with 200 entries: a whole verdict with every reason, against engines that only add up.

    python3 dev.py bench certification
    python3 dev.py bench certification --entries 400

The peers get the same facts and the approvals, levels and sums of the SE rules as their own users would write them:
pandas row by row with a reason for each entry; durable_rules and experta with rules that join entries with approvals.
Those two only find what counts and can say of no other entry why it does not; nor do they look at signatures, windows,
waivers, rulings or next steps. Beside them, outside the bar, stands pandas with a merge and a group-by, which adds up
four numbers. Each is installed from PyPI into a folder of its own that is thrown away; one that does not install or
gives other numbers than ours is named and left out. Times are processor time, the best of several runs, in one sitting.
The bars are 5 ms, and 20 times the fastest peer; the ratio to the fastest that gives reasons is printed beside it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench._candidate import candidate
from feltwork.core.certification import Approval, Entry, LevelStart, Record, judge
from feltwork.core.certification.rulesets import rule_set

BAR_MS, BAR_RATIO = 5.0, 20.0
REQUIREMENTS = ("personal_sessions", "consultation_credits", "individual_credits", "faculty_credits")
PEERS = {
    "pandas_rows": ("pandas>=2",),
    "durable_rules": ("durable_rules", "setuptools<81"),
    "experta": ("--no-deps", "experta", "frozendict>=2.4", "schema"),  # it pins a frozendict that no longer installs
    "pandas_sums": ("pandas>=2",),
}
ONLY_SUMS = "pandas_sums"
WITH_REASONS = ("pandas_rows",)
PEER_FILE = Path(__file__).parent / "_engines.py"


def record_of(facts: Mapping[str, Any]) -> Record:
    """The facts as our own engine takes them."""
    day = date.fromisoformat
    starts = tuple(LevelStart(level=one["level"], on=day(one["on"])) for one in facts["starts"])
    entries = tuple(
        Entry(
            id=one["id"],
            kind=one["kind"],
            on=day(one["on"]),
            hours=Fraction(one["minutes"], 60),
            provider=one["provider"],
            signed_on=day(one["on"]),
        )
        for one in facts["entries"]
    )
    approvals = tuple(
        Approval(
            provider=one["provider"],
            kind=one["kind"],
            issuer="SEI",
            valid_from=day(one["from"]),
            valid_to=day(one["to"]),
            levels=frozenset([one["level"]] if one["level"] else []),
        )
        for one in facts["approvals"]
    )
    return Record(anchor_on=starts[0].on, level_starts=starts, entries=entries, approvals=approvals)


def ours(facts: Mapping[str, Any], runs: int) -> tuple[float, dict[str, str]]:
    """Milliseconds of processor time, best of *runs*, and what counted for each requirement."""
    rules, record, as_of = rule_set("se-sei"), record_of(facts), date.fromisoformat(facts["as_of"])
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        verdict = judge(rules, record, as_of=as_of)
        taken.append(time.process_time() - begun)
    counted = {code: str(verdict.requirement(code).counted) for code in REQUIREMENTS}
    return 1000 * min(taken), counted


def peer(name: str, facts: Mapping[str, Any], folder: Path) -> tuple[float, dict[str, str]]:
    """The same for a peer, in an environment of its own. `RuntimeError` says why there is nothing."""
    place = folder / name
    python = place / "bin" / "python"
    _run([sys.executable, "-m", "venv", str(place)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]])
    answer = json.loads(_run([str(python), str(PEER_FILE), name], given=json.dumps(facts)))
    return float(answer["ms"]), answer["counted"]


def _run(words: list[str], given: str | None = None) -> str:
    done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or "no reason given").splitlines()[-1])
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=200)
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    facts = candidate(options.entries)
    ms, counted = ours(facts, options.runs)
    print(f"feltwork       {ms:9.2f} ms  every reason")
    fastest = explaining = None
    with tempfile.TemporaryDirectory() as folder:
        for name in PEERS:
            try:
                taken, theirs = peer(name, facts, Path(folder))
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                print(f"{name:14} left out: {error}")
                continue
            if theirs != counted:
                print(f"{name:14} left out: other numbers, {theirs} instead of {counted}")
                continue
            beside = "" if name in WITH_REASONS else "  no reasons"
            beside += ", sums only: not part of the bar" if name == ONLY_SUMS else ""
            if name in WITH_REASONS:
                explaining = min(taken, explaining or taken)
            print(f"{name:14} {taken:9.2f} ms  {taken / ms:6.1f} times ours{beside}")
            if name != ONLY_SUMS:
                fastest = min(taken, fastest or taken)
    again, _ = ours(facts, options.runs)
    ms = min(ms, again)
    ratio = fastest / ms if fastest else None
    if explaining:
        print(f"the fastest that gives reasons: {explaining / ms:.1f} times ours")
    print(
        f"bar: {ms:.2f} ms of {BAR_MS:.0f} ms" + (f", {ratio:.1f} of {BAR_RATIO:.0f} times" if ratio else ", no peer")
    )
    if ms > BAR_MS or ratio is None or ratio < BAR_RATIO:
        sys.exit(1)


if __name__ == "__main__":
    main()
