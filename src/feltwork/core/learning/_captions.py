"""WebVTT, as far as captions of a lesson's video need it: https://www.w3.org/TR/webvtt1/ (sections 4.1 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TIMING = re.compile(
    r"(?:(?P<h1>\d{2,}):)?(?P<m1>[0-5]\d):(?P<s1>[0-5]\d\.\d{3})[ \t]+-->[ \t]+"
    r"(?:(?P<h2>\d{2,}):)?(?P<m2>[0-5]\d):(?P<s2>[0-5]\d\.\d{3})(?:[ \t].*)?"
)
MARKUP = re.compile(r"<[^>]*>")
MOST_CUES = 5_000


class CaptionError(ValueError):
    """A file is no captions. *code*: header, timing, backwards, empty, many; *line* counted from 1."""

    def __init__(self, code: str, line: int = 1) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said or heard from *start_s* to *end_s*, without markup."""

    start_s: float
    end_s: float
    words: str


def read_captions(content: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT file, in order. Raises CaptionError for the first thing that is wrong."""
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise CaptionError("header")
    cues = tuple(_cues(lines))
    if not any(cue.words for cue in cues):
        raise CaptionError("empty")
    if len(cues) > MOST_CUES:
        raise CaptionError("many")
    return cues


def _cues(lines: list[str]) -> Iterator[Cue]:
    last = 0.0
    for number, block in _blocks(lines):
        at = next((place for place, line in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            if re.match(r"(NOTE|STYLE|REGION)\b", block[0]):
                continue
            raise CaptionError("timing", number)
        found = TIMING.fullmatch(block[at].strip())
        if found is None:
            raise CaptionError("timing", number + at)
        start, end = _seconds(found, "1"), _seconds(found, "2")
        if end <= start or start < last:
            raise CaptionError("backwards", number + at)
        last = start
        yield Cue(start, end, MARKUP.sub("", " ".join(block[at + 1 :])).strip())


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Line number (from 1) and lines of each block between empty lines, the header left out."""
    start, block = 0, list[str]()
    in_header = True
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            start = start if block else number
            block.append(line)
        elif block:
            if not in_header:
                yield start, block
            in_header, block = False, []


def _seconds(found: re.Match[str], which: str) -> float:
    return int(found[f"h{which}"] or 0) * 3600 + int(found[f"m{which}"]) * 60 + float(found[f"s{which}"])
