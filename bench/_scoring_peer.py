"""CamCOPS scores PCL-5 sheets, in a process of its own: sheets in as JSON, seconds of processor time a sheet out.

Three ways: its sum alone on a task that is filled already, its sum with its own check of answers, and both with filling
the same task anew for every sheet. Making a new task for every sheet, as its server does, would cost much more.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from feltwork.core.measures.tests import camcops_scores


def seconds(work: Callable[[], Any], times: int, rounds: int = 3) -> float:
    """Of processor time for each of *times*, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, (time.process_time() - began) / times)
    return best


def main() -> None:
    camcops_scores.prepare()
    task = camcops_scores.task_of("pcl5", "Pcl5")
    sheets = json.load(sys.stdin)
    totals: list[int] = []

    def filled() -> None:
        totals.clear()
        for sheet in sheets:
            camcops_scores.fill(task, sheet)
            totals.append(task.total_score() if task.is_complete() else -1)

    whole = seconds(filled, len(sheets))
    checked = seconds(lambda: [task.is_complete() and task.total_score() for _ in sheets], len(sheets))
    sums = seconds(lambda: [task.total_score() for _ in sheets], len(sheets))
    json.dump({"totals": totals, "filled": whole, "checked": checked, "sums": sums}, sys.stdout)


if __name__ == "__main__":
    main()
