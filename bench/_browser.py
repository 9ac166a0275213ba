"""A small browser: keeps a connection and cookies, follows nothing, runs no scripts. Loopback only."""

from __future__ import annotations

import html
import http.client
import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

CSRF_COOKIE = "feltwork-csrf"
LIMIT_S = 60
IDLE_S = 5  # the server closes connections that are not used; a later request opens its own
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Refused(Exception):
    """The server answered, but not as it should."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


class Browser:
    """One person at one address. Threads may share it: each has a connection of its own, the cookies are common."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        # every person comes from an address of their own, so that limits per address see many visitors
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}
        self._own = threading.local()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Fields = ()) -> Answer:
        """Send a form; the token against forgery is added."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        if CSRF_COOKIE not in self.cookies:
            self.cookies[CSRF_COOKIE] = "b" * 32
        body = urlencode([("csrfmiddlewaretoken", self.cookies[CSRF_COOKIE]), *pairs])
        return self._ask("POST", path, body)

    def send(self, path: str, value: object) -> Answer:
        """Send *value* as JSON, as scripts of a page do."""
        token = self.cookies.setdefault(CSRF_COOKIE, "b" * 32)
        more = {"Content-Type": "application/json", "X-CSRFToken": token}
        return self._ask("POST", path, json.dumps(value), more)

    def enter(self, link: str) -> None:
        """Sign in by a one-time link: open it, press its button."""
        path = urlsplit(link).path
        opened = self.get(path)
        if opened.status != 200:
            raise Refused(f"the link answered {opened.status}")
        entered = self.post(path, {"agree": "on", "name": "Somebody"})
        if entered.status != 302:
            raise Refused(f"the button of the link answered {entered.status}: {words_of(entered.text)[:300]}")

    def header(self) -> str:
        """The cookies as one header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
        self._own.connection = None

    def _connection(self) -> http.client.HTTPConnection:
        if time.monotonic() - getattr(self._own, "used_at", 0) > IDLE_S:
            self.close()
        if getattr(self._own, "connection", None) is None:
            self._own.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=LIMIT_S, source_address=(self.address, 0)
            )
        connection: http.client.HTTPConnection = self._own.connection
        return connection

    def _ask(self, method: str, path: str, body: str | None, more: Mapping[str, str] | None = None) -> Answer:
        connection = self._connection()
        headers = {"Cookie": self.header()}
        if body is not None:
            headers |= more or {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._own.used_at = time.monotonic()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, response.headers.get("Location", ""), text)


def address_of(number: int) -> str:
    """The n-th address of this machine's loopback network."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def words_of(markup: str) -> str:
    """What a reader sees of *markup*, spaces folded."""
    without = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", markup, flags=re.S)
    return " ".join(html.unescape(without).split())
