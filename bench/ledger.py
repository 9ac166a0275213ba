"""How many entries a second the ledger takes, and how long it takes to check 100,000 of them.

    python3 dev.py bench ledger
    python3 dev.py bench ledger --database postgres --entries 100000 --appends 2000

Each append is a transaction of its own that waits for the disk: lock, idempotency, seal, entry, end of the chain and
the audit trail. Beside it stands the same row written plainly, with nothing of all that, in the same run.
"""

from __future__ import annotations

import argparse
import sys

from bench._server import site


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench ledger", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--entries", type=int, default=100_000, help="length of the ledger that is checked")
    parser.add_argument("--appends", type=int, default=2000, help="how many are appended for the measurement")
    parser.add_argument("--threads", type=int, default=8, help="how many write at once in the second measurement")
    options = parser.parse_args(arguments)
    with site(options.database) as one:
        found = one.inside("_ledger", options.entries, options.appends, options.threads)
    kb = found["check_kb_more"]
    print(
        f"{options.database}, each write waits for the disk\n"
        f"plain rows, one writer      {found['plain_per_s']:8.0f} a second\n"
        f"sealed entries, one writer  {found['append_per_s']:8.0f} a second"
        f"  ({found['append_per_s'] / found['plain_per_s']:.2f} of plain)\n"
        f"sealed entries, {options.threads:2d} writers  {found['append_many_per_s']:8.0f} a second\n"
        f"checking {found['entries']} entries: {found['check_s']:.2f} s, {found['check_per_s']:.0f} a second, "
        f"{kb / 1024:.0f} MB more memory than before\n"
        f"faults: {found['faults']}"
    )
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
