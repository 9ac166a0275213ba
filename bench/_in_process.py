"""How long pages take inside one process, without a server; run inside a site's settings.

python -m bench._in_process ruth.pellow@example.org 200 /at/… /at/…     prints the median milliseconds of each
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import django

django.setup()

from django.test import Client  # noqa: E402 settings come first

from feltwork.apps.accounts.models import User  # noqa: E402


def main() -> None:
    email, times, *paths = sys.argv[1:]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=email))
    taken: dict[str, list[float]] = {path: [] for path in paths}
    for number in range(int(times) + 5):
        for path in paths:  # in turn, so that whatever else the machine does meets all of them
            began = time.perf_counter()
            answer = client.get(path)
            took = time.perf_counter() - began
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
            if number >= 5:
                taken[path].append(took * 1000)
    print(json.dumps({path: statistics.median(some) for path, some in taken.items()}))


if __name__ == "__main__":
    main()
