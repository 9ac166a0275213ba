"""Words as they are compared: without accents, capitals and signs, the same for every engine."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40  # characters of one token; nobody types more, and every engine has a limit somewhere
TOKEN = re.compile(r"[^\W_]+")
# what NFKD leaves whole
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def fold(text: str) -> tuple[str, ...]:
    """The tokens of *text* in order: letters and digits of any script, casefolded, accents taken off, at most 40 long.

    fold("Frühere Stürze (2019)") == ("fruhere", "sturze", "2019"). Folding what was folded changes nothing.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().translate(LETTERS)
    return tuple(token[:LONGEST] for token in TOKEN.findall(unicodedata.normalize("NFKD", bare)))


def written(tokens: tuple[str, ...]) -> str:
    """Tokens as one line of a–z, 0–9 and spaces: what engines store, so that none splits or folds words its own way."""
    return " ".join(plain(token) for token in tokens)


def plain(token: str) -> str:
    """One token in a–z and 0–9; other scripts as their bytes in hexadecimal digits behind "0u"."""
    return token if token.isascii() else "0u" + token.encode().hex()
