"""Runs in a process of its own with CamCOPS on its path: answer sheets in as JSON, what CamCOPS makes of them out.

Not a test and not a part of Feltwork: nothing of CamCOPS is imported by ours. Three modules of libraries that need a
compiler or a shared library, and have nothing to do with scoring, are stood in for.
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from collections.abc import Callable
from typing import Any

Sheet = list[int | None]
ANSWERS: dict[str, tuple[str, str, Callable[[Any], dict[str, Any]]]] = {
    "pcl-5": ("pcl5", "Pcl5", lambda task: {"total": task.total_score(), "provisional_dsm5": task.ptsd()}),
    "phq-8": ("phq8", "Phq8", lambda task: {"total": task.total_score()}),
    "phq-9": (
        "phq9",
        "Phq9",
        lambda task: {"total": task.total_score(), "major": task.is_mds(), "other": task.is_ods()},
    ),
    "phq-15": ("phq15", "Phq15", lambda task: {"total": task.total_score(), "somatoform": task.num_severe() >= 3}),
    "gad-7": ("gad7", "Gad7", lambda task: {"total": task.total_score()}),
    "core-10": ("core10", "Core10", lambda task: {"total": task.total_score(), "clinical": task.clinical_score()}),
    "ies-r": (
        "iesr",
        "Iesr",
        lambda task: {
            "total": task.total_score(),
            "avoidance": task.avoidance_score(),
            "intrusion": task.intrusion_score(),
            "hyperarousal": task.hyperarousal_score(),
        },
    ),
}


def stand_in(name: str, **content: object) -> None:
    module = types.ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module


def prepare() -> None:
    stand_in("wand")
    stand_in("wand.image", Image=object)
    stand_in("bcrypt")
    # a name that NumPy 2 has given up and one of its tasks imports
    sys.modules["numpy.linalg.linalg"] = importlib.import_module("numpy.linalg")
    # its tables name each other, so all of them have to be there before the first is filled
    importlib.import_module("camcops_server.tasks")


def task_of(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"camcops_server.tasks.{module}"), name)()


def fill(task: Any, sheet: Sheet) -> None:
    for number, value in enumerate(sheet, start=1):
        setattr(task, f"q{number}", value)


def main() -> None:
    prepare()
    found = {}
    for instrument_id, sheets in json.load(sys.stdin).items():
        module, name, answer = ANSWERS[instrument_id]
        task, rows = task_of(module, name), []
        for sheet in sheets:
            fill(task, sheet)
            rows.append(answer(task))
        found[instrument_id] = rows
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
