"""The code on the trainer's screen: eight letters and digits that change every half minute (decision record 0030).

It follows from the meeting, the moment its check-in was opened, the half minute and the installation's secret key, so
nothing secret is stored, and a code of an earlier opening is worth nothing. It is accepted in its own half minute and
in the next one: long enough to point a phone, too short to send around for long.
"""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from django.utils.crypto import salted_hmac

from feltwork.apps.seminars.models import Meeting

SALT = "feltwork.seminars.code"
SECONDS = 30
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else
LENGTH = 8


def code_of(meeting: Meeting, at: datetime) -> str:
    """What the screen shows at that moment; "" while the check-in is not open."""
    return _code(meeting, _turn(at)) if meeting.is_checking_in else ""


def is_valid(meeting: Meeting, code: str, at: datetime) -> bool:
    """Whether *code*, as people type it, is that of this half minute or the one before."""
    if not meeting.is_checking_in:
        return False
    said, turn = plain(code), _turn(at)
    now, before = (compare_digest(said, _code(meeting, one)) for one in (turn, turn - 1))
    return now or before  # both were compared, so that the time taken tells nothing


def plain(code: str) -> str:
    """As it is compared: capitals, without spaces and dashes, at most eight."""
    return "".join(letter for letter in code.upper() if letter in ALPHABET)[:LENGTH]


def spaced(code: str) -> str:
    """As people read it: K7M2 QX8P."""
    return f"{code[:4]} {code[4:]}".strip()


def seconds_left(at: datetime) -> int:
    """How long the code on the screen still stands."""
    return SECONDS - int(at.timestamp()) % SECONDS


def _turn(at: datetime) -> int:
    return int(at.timestamp()) // SECONDS


def _code(meeting: Meeting, turn: int) -> str:
    opened = meeting.checkin_opened_at.timestamp() if meeting.checkin_opened_at else 0
    number = int.from_bytes(salted_hmac(SALT, f"{meeting.uuid}:{opened}:{turn}", algorithm="sha256").digest()[:16])
    letters = []
    for _letter in range(LENGTH):
        number, one = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[one])
    return "".join(letters)
