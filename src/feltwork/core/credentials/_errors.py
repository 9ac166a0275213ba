"""The two ways of saying no: `PayloadError` to who issues, `Refused` to who checks."""


class PayloadError(ValueError):
    """A payload may not be signed.

    Attributes:
        code: what is wrong, one word of `PAYLOAD_FAULTS`.
        where: the member, as a dotted path ("credentialSubject.identifier.0.identityHash").
    """

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{where or 'document'}: {code}")
        self.code = code
        self.where = where


class Refused(ValueError):
    """A document cannot be accepted; *code* is one of `CHECKS`, *data* holds what a sentence about it needs."""

    def __init__(self, code: str, **data: str) -> None:
        super().__init__(f"{code} {data}" if data else code)
        self.code = code
        self.data = data


class Unreachable(Exception):
    """What a `fetch` raises when an address gives no answer; *reason* is a stable word ("timeout", "404" …)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
