"""A million PCL-5 sheets: `score_many` against CamCOPS, the only package found on PyPI that scores PCL-5 and installs.

    python3 dev.py bench measures
    python3 dev.py bench measures --sheets 200000

Ours checks every answer and gives the sum and the four clusters; CamCOPS checks every answer and gives the sum. It gets
its best case: one task for all sheets, filled beforehand (its server makes an object of its tables for each sheet), and
its fastest way, the sum without any check, stands beside it. Its time a sheet is measured on fewer sheets, whose sums
must equal ours. Both in processor time, the best of several rounds, in one run; ours in wall-clock time too, because
NumPy may use both cores. Outside the bar stand sheets with a hundredth of the answers missing, `score` sheet by sheet,
and pandas adding up rows, which checks nothing and knows no rule about gaps. The bar is 100 times the checked sum of
CamCOPS.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import dev
import numpy as np
import pandas as pd

from feltwork.core.measures import instrument, score, score_many

BAR = 100.0
PEER_SHEETS = 20_000
PCL = instrument("pcl-5")


def best(work: Callable[[], Any], rounds: int = 5) -> tuple[float, float]:
    """Seconds of processor and of wall-clock time, each the best."""
    processor, wall = [], []
    for _ in range(rounds):
        began, began_wall = time.process_time(), time.perf_counter()
        work()
        processor.append(time.process_time() - began)
        wall.append(time.perf_counter() - began_wall)
    return min(processor), min(wall)


def peer(sheets: np.ndarray) -> dict[str, Any]:
    dev.bring_aside(dev.CAMCOPS, dev.CAMCOPS_LOCK)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench._scoring_peer"],
        input=json.dumps(sheets.astype(int).tolist()),
        env=os.environ | {"PYTHONPATH": f"{dev.CAMCOPS}{os.pathsep}{dev.SRC}"},
        cwd=dev.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench measures")
    parser.add_argument("--sheets", type=int, default=1_000_000)
    count = parser.parse_args().sheets
    chance = np.random.default_rng(2026)
    sheets = chance.integers(0, 5, (count, 20)).astype(np.float64)
    theirs = peer(sheets[:PEER_SHEETS])
    if not np.array_equal(score_many(PCL, sheets[:PEER_SHEETS])["total"], theirs["totals"]):
        print("CamCOPS says something else")
        return 1
    ours, wall = best(lambda: score_many(PCL, sheets))
    with_gaps = sheets.copy()
    with_gaps[chance.random(sheets.shape) < 0.01] = np.nan
    gaps, _ = best(lambda: score_many(PCL, with_gaps), rounds=2)
    frame = pd.DataFrame(sheets)
    sums, _ = best(lambda: frame.sum(axis=1))
    one = {item.id: 2 for item in PCL.items}
    alone, _ = best(lambda: [score(PCL, one) for _ in range(300)], rounds=3)
    rows = [
        ("ours, checked, sum and four clusters", ours),
        ("ours, the same with a hundredth of gaps", gaps),
        ("CamCOPS, checked sum, filled beforehand", theirs["checked"] * count),
        ("CamCOPS, sum alone, filled beforehand", theirs["sums"] * count),
        ("CamCOPS, checked sum, filling one task", theirs["filled"] * count),
        ("ours, sheet by sheet, with all it says", alone / 300 * count),
        ("pandas, sum of rows alone, not checked", sums),
    ]
    print(f"{count:,} sheets of PCL-5, seconds of processor time ({wall:.3f} s on the clock for ours)")
    for name, seconds in rows:
        print(f"{name:<42} {seconds:10.3f} s   {seconds / ours:8.1f}")
    ratio, bare = theirs["checked"] * count / ours, theirs["sums"] * count / ours
    print(f"ratio {ratio:.0f} (bar {BAR:.0f}); against its sum alone, which checks nothing, {bare:.0f}")
    return 0 if ratio >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
