"""What can be wrong with a payload, by code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PAYLOAD_FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_an_object": "A JSON object is expected here.",
        "not_a_list": "A list with exactly the entries we issue is expected here.",
        "not_text": "A string is expected here (language maps are not signed: one language per credential).",
        "undefined_term": "A member that we do not issue; JSON-LD would drop it and sign the rest.",
        "licence_number": "`licenseNumber` is for licences of a state, never for a training certificate.",
        "missing_term": "A member that every credential of ours has.",
        "wrong_value": "Another value than the only one, or the few, allowed here.",
        "status_array": "`credentialStatus` is one object; an array fails the Open Badges schema.",
        "empty_text": "Nothing but white space.",
        "untrimmed_text": "White space at the beginning or end.",
        "too_long": "More than 10,000 characters.",
        "control_character": "A character that verifiers canonicalise differently (C0, DEL, C1, surrogates).",
        "not_nfc": "Text that is not in Normalization Form C.",
        "relative_id": "An address without a scheme, a blank node, or with characters no address may have.",
        "placeholder_id": "An address below http://example.org/base/, which is where relative ids resolve to.",
        "not_https": "An address that has to be https.",
        "naive_instant": "An instant without a time zone.",
        "wrong_instant": "Not an instant in UTC written 2026-11-25T10:00:00Z.",
        "wrong_order": "The end is not after the beginning.",
        "wrong_index": "No whole number from 0 on, written without leading zeros.",
        "wrong_list": "Not an encoded status list.",
        "foreign_key": "The signer's key does not belong to the issuer of the payload.",
        "not_plain_json": "The payload is not what it would be after writing and reading it as JSON.",
        "not_covered": "The statements made of the payload do not hold every member of it.",
    }
)
"""Every code of a `PayloadError` → what it means."""
