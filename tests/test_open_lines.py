"""Browsers keep their lines to a server open for a while after a page. They must not keep others waiting."""

from __future__ import annotations

import secrets
import socket
import time
from contextlib import ExitStack

import dev
import pytest
from bench._server import Site

from feltwork.config.files import allow_files

PEOPLE = 1_100  # with granian's usual 512 for each worker the last of them waited half a minute
ASKED = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_idle_browsers_keep_nobody_waiting(tmp_path):
    if allow_files() < 2 * PEOPLE:
        pytest.skip("this machine allows a process fewer open lines than this test needs")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = dev.clean_env(
        DJANGO_SETTINGS_MODULE="feltwork.config.settings",
        FELTWORK_DEMO="1",
        FELTWORK_VAR=str(tmp_path),
        FELTWORK_BASE_URL=f"http://127.0.0.1:{port}",
        FELTWORK_SECRET_KEY=secrets.token_urlsafe(50),
    )
    server = Site(tmp_path, env, port)
    server.start()
    with ExitStack() as lines:
        lines.callback(server.stop)
        waits = []
        for _number in range(PEOPLE):
            began = time.monotonic()
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            line.sendall(ASKED)
            assert line.recv(12) == b"HTTP/1.1 200"
            waits.append(time.monotonic() - began)
    assert max(waits) < 15
