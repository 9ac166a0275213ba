"""A device that makes and uses passkeys, in software, so that tests need no browser."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """Holds one passkey. Questions are what `accounts.passkeys` hands to the browser, as JSON."""

    def __init__(self, *, rp_id: str = "testserver", origin: str = "http://testserver") -> None:
        self.rp_id, self.origin = rp_id, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(16)
        self.user_handle = b""
        self.counter = 0

    def make(self, questions, *, verified: bool = True) -> dict:
        """The answer to `questions_for_new`."""
        asked = questions["publicKey"]
        self.user_handle = data(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        flags = FLAG.UP | FLAG.AT | (FLAG.UV if verified else FLAG(0))
        known = AuthenticatorData.create(sha256(self.rp_id.encode()).digest(), flags, self.counter, attested)
        return self._answer(
            clientDataJSON=text(self._client_data("webauthn.create", asked["challenge"])),
            attestationObject=text(cbor.encode({"fmt": "none", "authData": bytes(known), "attStmt": {}})),
        )

    def use(self, questions, *, verified: bool = True) -> dict:
        """The answer to `questions`."""
        self.counter += 1
        flags = FLAG.UP | (FLAG.UV if verified else FLAG(0))
        known = bytes(AuthenticatorData.create(sha256(self.rp_id.encode()).digest(), flags, self.counter))
        said = self._client_data("webauthn.get", questions["publicKey"]["challenge"])
        signature = self.key.sign(known + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=text(said),
            authenticatorData=text(known),
            signature=text(signature),
            userHandle=text(self.user_handle),
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, data(challenge), self.origin))

    def _answer(self, **response: str) -> dict:
        return {
            "id": text(self.credential_id),
            "rawId": text(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }
