"""Numbers that people read aloud and type, and codes that nobody guesses.

A number such as AH-7K4M-19 is the school's letters, four random characters and two check digits. Read in base 36 and
taken modulo 97, a prime, every single slip and every swap of neighbours changes them. It is no key. The check code is
one: 128 random bits.
"""

from __future__ import annotations

import base64
import re
import secrets

# base 30: without 0 and O, 1, I and L, and U, which are mistaken for each other or spell words
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 4
NUMBER = re.compile(rf"^([A-Z]{{2,4}})([{ALPHABET}]{{{RANDOM_CHARACTERS}}})([0-9]{{2}})$")
CODE = re.compile(r"^[a-z2-7]{26}$")
SLIPS = str.maketrans("OIL", "011")  # in the two check digits letters can only be slips


def new_number(letters: str) -> str:
    """A fresh number for a school with these *letters*; the caller makes sure that it is not taken."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{letters}-{body}-{check_digits(letters + body)}"


def new_check_code() -> str:
    """26 characters of base 32 that hold 128 random bits."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def check_digits(body: str) -> str:
    """Two digits from 02 to 98 for letters and digits read as one number in base 36."""
    return f"{98 - int(body, 36) * 100 % 97:02d}"


def read_number(text: str) -> str | None:
    """*text* as a number in its printed form, or None if it is not one (a slip shows in the check digits)."""
    plain = re.sub(r"[\s.\-–—_/]", "", text).upper()
    found = NUMBER.match(plain[:-2] + plain[-2:].translate(SLIPS))
    if not found or check_digits(found[1] + found[2]) != found[3]:
        return None
    return "-".join(found.groups())


def read_code(text: str) -> str | None:
    """The check code in *text*, which may be the code, or a whole link that ends in it; None if there is none."""
    last = text.strip().split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1].lower()
    return last if CODE.match(last) else None
