"""What is wrong with something that a tool sent."""

from __future__ import annotations


class WireError(ValueError):
    """`code` is a stable word for tests and audit; the text is one English sentence for the tool's log."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
