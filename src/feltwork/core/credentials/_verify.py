"""The verdict on one document: is it what an issuer signed, is it within its dates, was it revoked?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from feltwork.core.credentials._claims import badge, check_form, dates, facts_of
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._parse import check_contexts
from feltwork.core.credentials._report import Check, Report, report
from feltwork.core.credentials._resolve import Fetch, Net
from feltwork.core.credentials._revocation import status_checks
from feltwork.core.credentials._secured import Secured, read, signatures


def verify(
    document: bytes | str, *, now: datetime, fetch: Fetch, known: Mapping[str, bytes] = MappingProxyType({})
) -> Report:
    """Return the report on a credential: JSON with an embedded proof, or a compact JWT.

    Nothing of a document that fails is trusted: contexts are pinned, *fetch* is asked for the issuer's keys, and for
    a status list only after the signature proved right. *known* answers addresses without asking.

    Args:
        document: as received; no more than 1 MiB.
        now: an aware datetime.
        fetch: returns the bytes at an https address or raises `Unreachable`; it guards against private addresses.
        known: address → bytes at hand.
    """
    try:
        secured = read(document)
    except Refused as refused:
        return report([Check(refused.code, False, refused.data)], {})
    checks: list[Check] = []
    facts = facts_of(secured.claims, secured.form)
    try:
        for check in _checks(secured, now, Net(fetch, known)):
            checks.append(check)
            if check.code == "key":
                facts.update(check.data)
    except Refused as refused:
        checks.append(_as_check(refused))
    return report(checks, facts)


def _checks(secured: Secured, now: datetime, net: Net) -> Iterator[Check]:
    check_form(secured.claims)
    if secured.form == "jwt":
        yield from _context_of_token(secured)
    signed = False
    for check in signatures(secured, now, net):
        signed = signed or (check.code == "signature" and check.ok is True)
        yield check
    yield from badge(secured.claims)
    yield from dates(secured.claims, now)
    if signed:
        yield from status_checks(secured.claims, now, net)


def _context_of_token(secured: Secured) -> Iterator[Check]:
    """A JWT is signed as bytes: an unknown context takes nothing from the signature, only from the meaning."""
    try:
        check_contexts(secured.claims)
    except Refused as refused:
        if "problem" in refused.data:
            raise
        yield Check("context", None, refused.data)


def _as_check(refused: Refused) -> Check:
    unchecked = refused.code in {"key_unreachable", "issuer_unsupported"}
    return Check(refused.code, None if unchecked else False, refused.data)
