"""A whole register under the rules of se-sei: our compiled queries against SQL written by hand for the same rules.

    python3 dev.py bench register                        # 10,000, 100,000 and 1,000,000 candidates, 60 entries each
    python3 dev.py bench register --sizes 10000,100000
    python3 dev.py bench register --keep /tmp/register   # leaves the Parquet files there

The register is made by arithmetic (`bench/_register.py`) as Parquet in a scratch folder. Each side runs in a process of
its own, reads the Parquet files with an embedded DuckDB of two gigabytes, answers for every candidate and requirement,
and writes its answers as Parquet; the clock runs over all of that but Python's start. Both must say the same about
every candidate: state, counted, asked and missing of each requirement, eligible, held, level. By hand is
`bench/plain/register.sql`, 250 lines for this one rule set. The bars: at most 3 times its time at the largest size, at
most 4 GiB of memory with the evaluators' processes, and no candidate dearer, in processor time, because there are
more of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Executor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from bench._register import AS_OF, make, view_all

BAR_RATIO, BAR_GIB = 3.0, 4.0
BAR_GROWTH = 1.15  # by how much a candidate of the next larger size may take longer
SIZES = (10_000, 100_000, 1_000_000)
MEMORY = "2GB"
CHUNK = 250_000
SQL = Path(__file__).parent / "plain" / "register.sql"
NAMES = {  # requirement → what the hand-written query calls it, and its parts of a unit there
    "training_days": ("days", 1),
    "personal_sessions": ("sessions", 180),
    "consultation_credits": ("credits", 180),
    "individual_credits": ("individual", 180),
    "faculty_credits": ("faculty", 180),
}


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](Path(options.folder), Path(options.out), options)))
        return
    with tempfile.TemporaryDirectory(prefix="fw-register-") as scratch:
        folder = Path(options.keep or scratch)
        rows = [measure(folder, size, options) for size in options.sizes]
    show(rows)
    each = [row["cpu"] / row["size"] for row in rows]
    grows = any(after > before * BAR_GROWTH for before, after in pairwise(each))
    sys.exit(1 if rows[-1]["ratio"] > BAR_RATIO or grows or any(row["gib"] > BAR_GIB for row in rows) else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, type=lambda text: tuple(int(one) for one in text.split(",")))
    parser.add_argument("--entries", type=int, default=60, help="of each candidate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2, help="of each side; the best counts (one for the largest size)")
    parser.add_argument("--keep", help="leave the Parquet files in this folder, and take them from there next time")
    parser.add_argument("--side", choices=("ours", "by_hand"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(folder: Path, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """One size: make the register, let both sides answer in turns, compare what they say."""
    own = folder / f"{size}x{options.entries}"
    if not (own / "made").is_file():
        began = time.perf_counter()
        make(own, size, options.entries)
        (own / "made").touch()
        print(f"made {size:,} candidates in {time.perf_counter() - began:.0f} s", flush=True)
    runs = options.runs if size < max(SIZES) else 1
    turns = ["ours", "by_hand", "by_hand", "ours"][: 2 * runs]
    found: dict[str, list[dict[str, Any]]] = {"ours": [], "by_hand": []}
    for side in turns:
        found[side].append(run(side, own, options))
    ours, by_hand = (min(found[side], key=lambda one: one["seconds"]) for side in ("ours", "by_hand"))
    differ = differences(own / "ours", own / "by_hand")
    if differ:
        raise SystemExit(f"the two sides differ about {differ} of {size:,} candidates")
    for side in found:
        shutil.rmtree(own / side)
    gib = max(one["gib"] for one in found["ours"])
    row = {"size": size, "ours": ours["seconds"], "by_hand": by_hand["seconds"], "gib": gib}
    row |= {
        "explained": ours["explained"],
        "cpu": min(one["cpu"] for one in found["ours"]),
        "ratio": ours["seconds"] / by_hand["seconds"],
        "hand_gib": by_hand["gib"],
    }
    print(f"{size:,} candidates: ours {row['ours']:.1f} s, by hand {row['by_hand']:.1f} s, equal answers", flush=True)
    return row


def run(side: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    out = folder / side
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    words = ["--side", side, "--folder", folder, "--out", out, "--threads", options.threads]
    command = [sys.executable, "-m", "bench.register", *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def ours(folder: Path, out: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Compile the rules, put them to the register, write the answers."""
    import pyarrow.parquet as pq

    from feltwork.core.certification.register import (
        compile_rules,
        duckdb_connection,
        evaluators,
        judge_register,
        register_in,
    )
    from feltwork.core.certification.rulesets import rule_set

    began, memory = time.perf_counter(), Peak()
    connection = duckdb_connection(threads=options.threads, memory_limit=MEMORY, scratch=out / "spill")
    view_all(connection.con, folder)
    explained = 0
    with ExitStack() as stack:
        pool: Executor = stack.enter_context(evaluators(options.threads))
        plan = compile_rules(rule_set("se-sei"))
        answers = judge_register(plan, register_in(connection), as_of=AS_OF, pool=pool, chunk=CHUNK)
        for place, part in enumerate(answers):
            explained += sum(1 for why in part.candidates["explained"].to_pylist() if why)
            pq.write_table(part.candidates, out / f"candidates-{place}.parquet")
            pq.write_table(part.requirements, out / f"requirements-{place}.parquet")
    return {
        "seconds": time.perf_counter() - began,
        "gib": memory.gib(),
        "cpu": processor_time(),
        "explained": explained,
    }


def by_hand(folder: Path, out: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run the hand-written SQL and write its result."""
    began, memory = time.perf_counter(), Peak()
    connection = duckdb.connect()
    settings = {"memory_limit": MEMORY, "threads": options.threads, "temp_directory": out / "spill"}
    for name, value in {**settings, "preserve_insertion_order": "false"}.items():
        connection.execute(f"SET {name} = '{value}'")
    view_all(connection, folder)
    for statement in SQL.read_text("utf-8").split(";\n"):
        if statement.strip():
            connection.execute(statement.replace("$as_of", f"DATE '{AS_OF}'"))
    connection.execute(f"COPY result TO '{out / 'result.parquet'}' (FORMAT parquet)")
    return {"seconds": time.perf_counter() - began, "gib": memory.gib()}


SIDES = {"ours": ours, "by_hand": by_hand}


class Peak:
    """The largest memory of this process and its children together, looked at twenty times a second."""

    def __init__(self) -> None:
        self.kib = 0
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.kib = max(self.kib, sum(_resident(number) for number in (os.getpid(), *_children())))

    def gib(self) -> float:
        self._over.set()
        return max(self.kib, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 2**20


def processor_time() -> float:
    """Seconds of processor time of this process and its children that have ended: other work does not lengthen it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _children() -> list[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return [int(number) for one in lists for number in one.read_text().split()]


def _resident(number: int) -> int:
    try:
        pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
    except OSError:  # it has just ended
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def differences(one: Path, other: Path) -> int:
    """About how many candidates the two sides do not say the same."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GB'")
    connection.execute(f"CREATE VIEW c AS FROM '{one}/candidates-*.parquet'")
    connection.execute(f"CREATE VIEW r AS FROM '{one}/requirements-*.parquet'")
    connection.execute(f"CREATE VIEW h AS FROM '{other}/result.parquet'")
    both = ["SELECT candidate, eligible, held, level_now FROM c", "SELECT candidate, eligible, held, level_now FROM h"]
    found = [_apart(connection, *both)]
    for code, (name, parts) in NAMES.items():
        amounts = ", ".join(f"{word}_num * {parts} // {word}_den" for word in ("counted", "needed", "missing"))
        ours_say = f"SELECT candidate, state, {amounts} FROM r WHERE requirement = '{code}'"
        words = ", ".join(f"{name}_{word}::BIGINT" for word in ("counted", "asked", "missing"))
        found.append(_apart(connection, ours_say, f"SELECT candidate, {name}_state, {words} FROM h"))
    found.append(
        _apart(
            connection,
            "SELECT candidate, state FROM r WHERE requirement = 'provisional'",
            "SELECT candidate, provisional_state FROM h WHERE provisional_state IS NOT NULL",
        )
    )
    return max(found)


def _apart(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> int:
    query = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    row = connection.execute(query).fetchone()
    return row[0] if row else 0


def show(rows: list[dict[str, Any]]) -> None:
    heads = ("candidates", "ours s", "by hand s", "ratio", "CPU s", "CPU us each", "GiB", "explained")
    print("\n" + " ".join(f"{head:>11}" for head in heads))
    for row in rows:
        size, each = f"{row['size']:,}", row["cpu"] / row["size"] * 1e6
        numbers = (
            f"{row['ours']:>11.1f} {row['by_hand']:>11.1f} {row['ratio']:>11.2f} {row['cpu']:>11.1f} {each:>11.1f}"
        )
        print(f"{size:>11} {numbers} {row['gib']:>11.2f} {row['explained']:>11,}")
    hand = rows[-1]["hand_gib"]
    print(f"The bars: ratio at most {BAR_RATIO:g}, memory at most {BAR_GIB:g} GiB (by hand {hand:.2f}).")


if __name__ == "__main__":
    main()
