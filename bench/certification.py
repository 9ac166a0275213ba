"""One candidate with 200 entries: a whole verdict with every reason, against other engines that answer the same.

    python3 dev.py bench certification
    python3 dev.py bench certification --entries 400

The peers get the same facts and give the same answer, checked entry by entry: each entry's level, fate and the codes of
its reasons, and each requirement's state, count and gap. durable_rules and experta find with rules who was approved, at
which level, and why not; pandas does it row by row. What such engines cannot say (the order in which entries fill up
what is asked) is plain Python, the same for each (`_answer.py`). They know nothing of windows, waivers, rulings, days,
documents and next steps; this candidate has none, but our judge looks for them. Beside them, outside the bar, stand
durable_rules and pandas (merge and group-by) when they only add up four numbers. Each is installed from PyPI into a
folder of its own that is thrown away; one that does not install or says something else is named and left out. Times are
processor time, the best of several runs, in one sitting. The bars are 5 ms, and 20 times the fastest peer.
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
from feltwork.core.certification import Approval, Entry, LevelStart, Record, Verdict, judge
from feltwork.core.certification.rulesets import rule_set

BAR_MS, BAR_RATIO = 5.0, 20.0
REQUIREMENTS = ("personal_sessions", "consultation_credits", "individual_credits", "faculty_credits")
PEERS = {
    "pandas_rows": ("pandas>=2",),
    "durable_rules": ("durable_rules", "setuptools<81"),
    "durable_sums": ("durable_rules", "setuptools<81"),
    "experta": ("--no-deps", "experta", "frozendict>=2.4", "schema"),  # it pins a frozendict that no longer installs
    "pandas_sums": ("pandas>=2",),
}
ONLY_SUMS = ("durable_sums", "pandas_sums")
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


def ours(facts: Mapping[str, Any], runs: int) -> tuple[float, Verdict]:
    """Milliseconds of processor time, best of *runs*, and the verdict."""
    rules, record, as_of = rule_set("se-sei"), record_of(facts), date.fromisoformat(facts["as_of"])
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        verdict = judge(rules, record, as_of=as_of)
        taken.append(time.process_time() - begun)
    return 1000 * min(taken), verdict


def sums(verdict: Verdict) -> dict[str, str]:
    """What counted for each requirement, as the peers that only add up say it."""
    return {code: str(verdict.requirement(code).counted) for code in REQUIREMENTS}


def whole(verdict: Verdict) -> dict[str, Any]:
    """Every entry and requirement, as the peers say it."""
    found = [verdict.requirement(code) for code in REQUIREMENTS]
    return {
        "entries": {
            one.entry: [one.counted, one.level, [said.code for said in one.reasons]] for one in verdict.entries
        },
        "requirements": {one.code: [int(180 * one.counted), int(180 * one.missing), one.state] for one in found},
    }


def peer(name: str, facts: Mapping[str, Any], folder: Path) -> tuple[float, dict[str, Any]]:
    """The same for a peer, in an environment of its own. `RuntimeError` says why there is nothing."""
    place = folder / name
    python = place / "bin" / "python"
    _run([sys.executable, "-m", "venv", str(place)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]])
    answer = json.loads(_run([str(python), str(PEER_FILE), name], given=json.dumps(facts)))
    return float(answer["ms"]), answer["answer"]


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
    ms, verdict = ours(facts, options.runs)
    print(f"feltwork       {ms:9.2f} ms  every reason")
    fastest = None
    with tempfile.TemporaryDirectory() as folder:
        for name in PEERS:
            expected = sums(verdict) if name in ONLY_SUMS else whole(verdict)
            taken = _run_peer(name, facts, Path(folder), expected)
            if taken is None:
                continue
            beside = "  sums only: not part of the bar" if name in ONLY_SUMS else "  the same answer, entry by entry"
            print(f"{name:14} {taken:9.2f} ms  {taken / ms:6.1f} times ours{beside}")
            if name not in ONLY_SUMS:
                fastest = min(taken, fastest or taken)
    ms = min(ms, ours(facts, options.runs)[0])
    ratio = fastest / ms if fastest else None
    print(
        f"bar: {ms:.2f} ms of {BAR_MS:.0f} ms" + (f", {ratio:.1f} of {BAR_RATIO:.0f} times" if ratio else ", no peer")
    )
    if ms > BAR_MS or ratio is None or ratio < BAR_RATIO:
        sys.exit(1)


def _run_peer(name: str, facts: Mapping[str, Any], folder: Path, expected: Mapping[str, Any]) -> float | None:
    """Its milliseconds; None, with a word why, if it does not run or says something else."""
    try:
        taken, theirs = peer(name, facts, folder)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"{name:14} left out: {error}")
        return None
    if theirs != expected:
        print(f"{name:14} left out: another answer, {_difference(theirs, expected)}")
        return None
    return taken


def _difference(theirs: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """The first thing that differs."""
    if "entries" not in expected:
        return f"{theirs} instead of {expected}"
    for part in ("entries", "requirements"):
        for code, words in expected[part].items():
            if theirs[part].get(code) != list(words):
                return f"{code}: {theirs[part].get(code)} instead of {words}"
    return "more than was asked"


if __name__ == "__main__":
    main()
