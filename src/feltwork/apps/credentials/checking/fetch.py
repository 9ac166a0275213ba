"""The one way in which this site asks others for something on behalf of a visitor.

https only, names resolved here and every address looked at, the connection made to exactly the address that was looked
at, no redirects, little time, little data (domain/security.md, abuse case 20).
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast
from urllib.parse import urlsplit

from feltwork.core.credentials import Unreachable

MOST_BYTES = 1024 * 1024
SECONDS = 5.0
PORT = 443
Resolve = Callable[[str], list[str]]
Own = Callable[[str], bytes | None]
T = TypeVar("T")


class SafeFetcher:
    """Fetches at most *most* addresses; *own* answers those that we know without asking anybody."""

    def __init__(self, own: Own | None = None, *, outside: bool, most: int = 6, resolve: Resolve | None = None) -> None:
        self._own, self._outside, self._left = own, outside, most
        self._resolve = resolve or addresses_of

    def __call__(self, url: str) -> bytes:
        """The bytes at *url*. Raises `Unreachable` with one stable word."""
        known = self._own(url) if self._own else None
        if known is not None:
            return known
        if not self._outside:
            raise Unreachable("not_asked")
        if self._left <= 0:
            raise Unreachable("too_many")
        self._left -= 1
        return self._fetch(url)

    def _fetch(self, url: str) -> bytes:
        host, path = _parts(url)
        ends_at = time.monotonic() + SECONDS
        address = _public(_in_time(lambda: self._resolve(host), ends_at))
        connection = _Pinned(host, address)
        try:
            return _in_time(lambda: _got(connection, path), ends_at)
        finally:
            connection.end()


class _Pinned(http.client.HTTPSConnection):
    """Connects to *address* and proves that it is *host*."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, PORT, timeout=SECONDS)
        self._address = address
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self._address, PORT), SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)

    def end(self) -> None:
        """Also while another thread still waits for words that come one by one."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
        self.close()


def addresses_of(host: str) -> list[str]:
    """All addresses of a name. Raises `Unreachable`."""
    try:
        found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("no_such_host") from None
    return [str(one[4][0]) for one in found]


def _parts(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme != "https" or not parts.hostname or parts.username or port not in {None, PORT}:
        raise Unreachable("not_https")
    if any(ord(one) <= 32 for one in url):
        raise Unreachable("not_https")
    path = parts.path or "/"
    return parts.hostname, f"{path}?{parts.query}" if parts.query else path


def _public(addresses: list[str]) -> str:
    """The first address, if every one is on the open internet: a name with one inner address is not trusted at all."""
    found = [ipaddress.ip_address(one.split("%")[0]) for one in addresses]
    inner = [one for one in found if not _is_open(one)]
    if not found or inner:
        raise Unreachable("private")
    return str(found[0])


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if carried is not None:
            return _is_open(carried)
        if address in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 carries an IPv4 address, too
            return _is_open(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


def _got(connection: _Pinned, path: str) -> bytes:
    headers = {"Accept": "application/json, */*;q=0.5", "User-Agent": "Feltwork", "Accept-Encoding": "identity"}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise Unreachable("redirect" if 300 <= answer.status < 400 else str(answer.status))
        content = answer.read(MOST_BYTES + 1)
    except TimeoutError:
        raise Unreachable("timeout") from None
    except (OSError, http.client.HTTPException, UnicodeError):
        raise Unreachable("no_answer") from None
    if len(content) > MOST_BYTES:
        raise Unreachable("too_large")
    return content


def _in_time(work: Callable[[], T], ends_at: float) -> T:
    """What *work* gives, or `Unreachable`: neither names that nobody resolves nor answers in drops keep us longer."""
    box: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((work(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        found, error = box.get(timeout=max(0.0, ends_at - time.monotonic()))
    except queue.Empty:
        raise Unreachable("timeout") from None
    if error is not None:
        raise error
    return cast("T", found)
