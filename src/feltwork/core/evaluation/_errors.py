"""When a number cannot be given."""

from __future__ import annotations


class NotComputable(ValueError):
    """`code`: "too_few" people, "no_spread" where everybody gave the same, or "not_a_number"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
