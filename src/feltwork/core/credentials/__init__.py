"""Verifiable credentials: build, sign, publish keys and status lists, verify anyone's.

Start with `build` (an award → the payload), `sign_proof` and `sign_jwt` (the payload → its two forms) and `verify`
(any document → a report of codes). Everything is passed in: keys by a `Signer`, the world by a `fetch`, the time.
"""

from feltwork.core.credentials._closed import check_payload
from feltwork.core.credentials._contexts import CONTEXTS, ContextError
from feltwork.core.credentials._did import did_document, did_web, did_web_url, jwks, key_id
from feltwork.core.credentials._errors import PayloadError, Unreachable
from feltwork.core.credentials._faults import PAYLOAD_FAULTS
from feltwork.core.credentials._jwt import sign_jwt
from feltwork.core.credentials._keys import Algorithm, KeyFormatError, PublicKey, Signer, SigningError
from feltwork.core.credentials._parse import check_limits
from feltwork.core.credentials._payload import Achievement, Award, Issuer, build
from feltwork.core.credentials._proof import sign_proof, to_bytes
from feltwork.core.credentials._report import CHECKS, Check, Outcome, Report
from feltwork.core.credentials._status import SIZE, Bits, StatusListError, decode_bits, encode_bits, status_list
from feltwork.core.credentials._text import clean_text
from feltwork.core.credentials._verify import verify

__all__ = [
    "CHECKS",
    "CONTEXTS",
    "PAYLOAD_FAULTS",
    "SIZE",
    "Achievement",
    "Algorithm",
    "Award",
    "Bits",
    "Check",
    "ContextError",
    "Issuer",
    "KeyFormatError",
    "Outcome",
    "PayloadError",
    "PublicKey",
    "Report",
    "Signer",
    "SigningError",
    "StatusListError",
    "Unreachable",
    "build",
    "check_limits",
    "check_payload",
    "clean_text",
    "decode_bits",
    "did_document",
    "did_web",
    "did_web_url",
    "encode_bits",
    "jwks",
    "key_id",
    "sign_jwt",
    "sign_proof",
    "status_list",
    "to_bytes",
    "verify",
]
