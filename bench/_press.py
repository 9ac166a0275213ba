"""Requests as fast as they are answered, over eight connections: with wrk where there is one, else by own threads."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time

from bench._browser import Browser

CONNECTIONS = 8


def requests_per_second(browser: Browser, path: str, seconds: float) -> float:
    """How many answers with status 200 a second come to eight connections that never pause."""
    return _by_wrk(browser, path, seconds) if shutil.which("wrk") else _by_threads(browser, path, seconds)


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "our own threads"


def _by_wrk(browser: Browser, path: str, seconds: float) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-H", f"Cookie: {browser.header()}"]
    url = f"http://127.0.0.1:{browser.port}{path}"
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=seconds + 60)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stdout)
    return float(found[1])


def _by_threads(browser: Browser, path: str, seconds: float) -> float:
    began, counts, wrong = time.monotonic(), [0] * CONNECTIONS, []

    def one(number: int) -> None:
        while time.monotonic() < began + seconds and not wrong:
            status = browser.get(path).status
            if status != 200:
                wrong.append(status)
            counts[number] += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    return sum(counts) / (time.monotonic() - began)
