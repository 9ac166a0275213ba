#!/usr/bin/env python3
"""Answer our items in another player of QTI 3.0 and compare its scores with ours, for every answer there is.

    npm install --prefix /tmp/qti --ignore-scripts @citolab/qti-components@7.27.4
    PYTHONPATH=src .venv/bin/python tools/qti_beside.py /tmp/qti

The player is Cito's, in Chromium. It is under the GPL and no part of Feltwork: it runs in a browser of its own and gets
a package that we wrote. It rounds to three digits. An order with partial scores is right or wrong there, as QTI has no
template for it (docs/operate/qti.md). Ends with 1 where anything else differs or an item is not shown.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import chain, combinations, permutations, product
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from feltwork.core.exams import PARTIAL, Item, qti, score
from feltwork.core.exams.tests.examples import ALL, MATCHING, MULTIPLE, ORDERING, REGION

PLAYER = "node_modules/@citolab/qti-components/cdn/index.js"
PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="index.js"></script><div id="here"></div>'
FIGURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20"/>'
ITEM = "document.querySelector('item-container')?.shadowRoot?.querySelector('qti-assessment-item')"
OPEN = "url => { here.innerHTML = `<qti-item><item-container item-url='${url}'></item-container></qti-item>` }"
READY = f"() => {ITEM}?.variables?.length > 0"
ANSWER = f"""answer => {{
    const item = {ITEM}
    item.updateResponseVariable("RESPONSE", answer)
    item.processResponse()
    return Number(item.getOutcome("SCORE")?.value ?? 0)
}}"""


def items() -> list[Item]:
    strict = [data | {"scoring": "all_or_nothing"} for data in (MULTIPLE, ORDERING, MATCHING)]
    return [Item.from_data(data) for data in (*ALL, *strict, REGION | {"key": ["chest", "belly"]})]


def answers(item: Item) -> list[Any]:
    """Everything that can be answered; words are marked by people."""
    ids = [one.id for one in item.choices]
    if item.kind == "multiple":
        return [list(some) for some in chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))]
    if item.kind == "ordering":
        return [list(order) for order in permutations(ids)]
    if item.kind == "matching":
        targets = [one.id for one in item.targets]
        return [dict(zip(ids, some, strict=True)) for some in product(targets, repeat=len(ids))]
    return ids if item.kind == "single" else [one.id for one in item.regions]


def compare(page: Page, number: int, item: Item) -> bool:
    page.evaluate(OPEN, f"/items/q{number}.xml")
    page.wait_for_function(READY, timeout=20_000)
    differ = []
    for answer in answers(item):
        sent = [f"{one} {target}" for one, target in answer.items()] if isinstance(answer, dict) else answer
        theirs, ours = page.evaluate(ANSWER, sent), score(item, answer)
        if ours is not None and abs(theirs - float(ours)) > 0.0006:
            differ.append(answer)
    expected = item.kind == "ordering" and item.scoring == PARTIAL
    print(f"{item.kind:<10} {item.scoring:<15} {len(answers(item)):>3} answers, {len(differ):>2} scored otherwise")
    return expected or not differ


def main() -> int:
    player = Path(sys.argv[1]) / PLAYER
    rows = items()
    with tempfile.TemporaryDirectory() as folder:
        entries = [qti.Entry(f"q{number}", item) for number, item in enumerate(rows)]
        with zipfile.ZipFile(BytesIO(qti.write(entries, figures={"body-front": FIGURE}))) as package:
            package.extractall(folder)
        shutil.copy(player, Path(folder) / "index.js")
        (Path(folder) / "index.html").write_text(PAGE, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            same = [compare(page, number, item) for number, item in enumerate(rows)]
            browser.close()
        server.shutdown()
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
