"""Browser code of others is never in git: set-up brings it at a fixed version, with its licence beside it."""

import json
import re
from pathlib import Path

import feltwork

PACKAGE = Path(feltwork.__file__).parent
ROOT = PACKAGE.parent.parent
UPLOT = PACKAGE / "static_vendor" / "web" / "uplot"


def test_uplot_is_the_locked_version_with_its_licence():
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["uplot"]
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]["node_modules/uplot"]
    brought = json.loads((ROOT / "node_modules" / "uplot" / "package.json").read_text("utf-8"))

    assert (locked["version"], brought["version"], set(locked)) == (wanted, wanted, {"version", "integrity", "license"})
    assert re.fullmatch(r"\d+\.\d+\.\d+", wanted)
    assert sorted(one.name for one in UPLOT.iterdir()) == ["LICENSE.txt", "uPlot.esm.js", "uPlot.min.css"]
    assert "The MIT License" in (UPLOT / "LICENSE.txt").read_text("utf-8")
    assert (UPLOT / "uPlot.esm.js").read_bytes() == (ROOT / "node_modules/uplot/dist/uPlot.esm.js").read_bytes()
    assert f"uPlot {wanted}" in (ROOT / "docs" / "operate" / "install.md").read_text("utf-8")
