"""The other side: a small tool that does what the standard asks of it, with a key of its own, and can misbehave."""

from __future__ import annotations

import json
import time
import uuid
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import KeySet, RSAKey

from feltwork.apps.lti.wire import names

HOST = "https://moodle.example.org"


@lru_cache(maxsize=4)
def key_called(kid):
    """Made once for all tests: making one takes longer than most of them."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


class SmallTool:
    """Speaks to the platform through a Django test client; keeps what it was told."""

    def __init__(self, row, *, kid="tool-1"):
        self.row, self.key = row, key_called(kid)
        self.state, self.nonce = uuid.uuid4().hex, uuid.uuid4().hex

    # --- being opened: OIDC

    def asks(self, login, **changes):
        """The question that it sends the browser back with, out of the address at which it was opened."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(login).query).items()}
        return {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": told["client_id"],
            "redirect_uri": self.row.redirect_uris[0],
            "login_hint": told["login_hint"],
            "lti_message_hint": told["lti_message_hint"],
            "state": self.state,
            "nonce": self.nonce,
            **changes,
        }

    def reads(self, page, client, keys_url="/lti/keys.json"):
        """The claims of the message in *page*, its signature checked by the published keys."""
        token = _between(page.content.decode(), 'name="id_token" value="', '"')
        keys = KeySet.import_key_set(client.get(keys_url).json())
        return jwt.decode(token, keys, algorithms=["RS256"]).claims

    # --- speaking for itself

    def signs(self, claims, *, key=None, alg="RS256", kid=None):
        key = key or self.key
        header = {"alg": alg, "kid": kid or self.key.kid}
        return jws.serialize_compact(header, json.dumps(claims), key, algorithms=[alg])

    def assertion(self, audience, **changes):
        now = int(time.time())
        claims = {"iss": self.row.client_id, "sub": self.row.client_id, "aud": audience, "jti": uuid.uuid4().hex}
        return {**claims, "iat": now, "exp": now + 60, **changes}

    def asks_token(self, client, school, *scopes, signed=None):
        url = f"/at/{school.slug}/lti/token/"
        given = {
            "grant_type": "client_credentials",
            "client_assertion_type": names.JWT_BEARER,
            "client_assertion": signed or self.signs(self.assertion("http://127.0.0.1:8000" + url)),
            "scope": " ".join(scopes),
        }
        return client.post(url, given)

    def token(self, client, school, *scopes):
        answer = self.asks_token(client, school, *(scopes or names.ALL_SCOPES))
        assert answer.status_code == 200, answer.content
        return answer.json()["access_token"]

    def answers(self, claims, items, **changes):
        """A deep linking response to the launch with *claims*."""
        now = int(time.time())
        return {
            "iss": self.row.client_id,
            "aud": claims["iss"],
            "iat": now,
            "exp": now + 300,
            "nonce": uuid.uuid4().hex,
            names.MESSAGE_TYPE: names.PICK_ANSWER,
            names.VERSION: "1.3.0",
            names.DEPLOYMENT: claims[names.DEPLOYMENT],
            names.PICKING_DATA: claims[names.PICKING]["data"],
            names.PICKED: items,
            **changes,
        }


def score(subject, given=8, maximum=10, **changes):
    return {
        "userId": subject,
        "scoreGiven": given,
        "scoreMaximum": maximum,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-19T09:00:00.000Z",
        **changes,
    }


def sends(client, method, url, token, body=None, **headers):
    """A request of a program: with a token, without a session."""
    path = urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "")
    content = json.dumps(body) if body is not None else ""
    return client.generic(method, path, content, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {token}")


def _between(text, start, end):
    return text.split(start, 1)[1].split(end, 1)[0]
