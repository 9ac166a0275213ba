"""Whether a credential was revoked, as far as the issuer's list can be read now.

Source: Bitstring Status List v1.0 section 3.2. A list that is out of reach, expired, badly signed or somebody else's
says nothing: the answer is "unknown", never "revoked" and never "in force".
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from feltwork.core.credentials._claims import id_of, instant_of, types_of
from feltwork.core.credentials._errors import Refused, Unreachable
from feltwork.core.credentials._report import Check
from feltwork.core.credentials._resolve import Net
from feltwork.core.credentials._secured import Secured, read, signatures
from feltwork.core.credentials._status import SIZE, Bits, StatusListError, decode_bits

MAX_ENTRIES: Final = 4
_INDEX: Final = re.compile(r"0|[1-9]\d{0,9}")
_WORDS: Final = {"revocation": "revoked", "suspension": "suspended"}


def status_checks(claims: Mapping[str, Any], now: datetime, net: Net) -> Iterator[Check]:
    """Yield one check for each entry of `credentialStatus`."""
    if "credentialStatus" not in claims:
        yield Check("status_absent", None)
        return
    status = claims["credentialStatus"]
    entries = status if isinstance(status, list) else [status]
    if not 0 < len(entries) <= MAX_ENTRIES:
        yield Check("status_form", False)
        return
    for entry in entries:
        yield _entry_check(entry, id_of(claims.get("issuer")), now, net)


def _entry_check(entry: object, issuer: str, now: datetime, net: Net) -> Check:
    if not isinstance(entry, dict) or not types_of(entry):
        return Check("status_form", False)
    purpose = str(entry.get("statusPurpose"))
    if "BitstringStatusListEntry" not in types_of(entry) or purpose not in _WORDS or "statusSize" in entry:
        return Check("status_unsupported", None, {"type": " ".join(sorted(types_of(entry))), "purpose": purpose})
    url, index = entry.get("statusListCredential"), entry.get("statusListIndex")
    if not isinstance(url, str) or not isinstance(index, str) or not _INDEX.fullmatch(index):
        return Check("status_form", False)
    data = {"list": url, "index": index}
    try:
        bits = _bits(url, purpose, issuer, now, net)
        is_set = bits[int(index)]
    except Refused as refused:
        return Check(refused.code, None, {**data, **refused.data})
    except IndexError:
        return Check("status_length", None, {**data, "entries": str(len(bits))})
    return Check(_WORDS[purpose], False, data) if is_set else Check("status", True, {**data, "purpose": purpose})


def _bits(url: str, purpose: str, issuer: str, now: datetime, net: Net) -> Bits:
    """Return the issuer's list at *url*, every rule of a list being kept.

    Raises:
        Refused: one of the codes that begin with `status_`.
    """
    secured = _signed_list(url, issuer, now, net)
    claims = secured.claims
    subject = claims.get("credentialSubject")
    types = types_of(claims)
    if "BitstringStatusListCredential" not in types or not isinstance(subject, dict):
        raise Refused("status_unreadable", problem="type")
    if "BitstringStatusList" not in types_of(subject):
        raise Refused("status_unreadable", problem="type")
    if claims.get("id", url) != url:
        raise Refused("status_other_list", id=str(claims.get("id")))
    if subject.get("statusPurpose") != purpose:
        raise Refused("status_purpose", purpose=str(subject.get("statusPurpose")))
    try:
        bits = decode_bits(str(subject.get("encodedList")))
    except StatusListError as problem:
        raise Refused("status_unreadable", problem=str(problem)) from None
    if len(bits) < SIZE:
        raise Refused("status_length", entries=str(len(bits)))
    return bits


def _signed_list(url: str, issuer: str, now: datetime, net: Net) -> Secured:
    try:
        secured = read(net.get(url))
    except Unreachable as problem:
        raise Refused("status_unreachable", reason=problem.reason) from None
    except Refused as refused:
        raise Refused("status_unreadable", problem=refused.code) from None
    if id_of(secured.claims.get("issuer")) != issuer:
        raise Refused("status_foreign", issuer=id_of(secured.claims.get("issuer")))
    try:
        wrong = [check.code for check in signatures(secured, now, net) if not check.ok]
        begin, end = instant_of(secured.claims, "validFrom"), instant_of(secured.claims, "validUntil")
    except Refused as refused:
        wrong = [refused.code]
    if wrong:
        raise Refused("status_unreadable", problem=wrong[0])
    if (begin and now < begin) or (end and now >= end):
        raise Refused("status_expired", until=end.isoformat() if end else "")
    return secured
