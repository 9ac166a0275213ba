"""What other apps do on hearing of entries is tested there; here the signals reach only who a test connects."""

import pytest

from feltwork.apps.signoffs import events


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    for signal in (events.about_to_seal, events.entry_sealed, events.request_closed):
        monkeypatch.setattr(signal, "receivers", [])
        signal.sender_receivers_cache.clear()
    yield
    for signal in (events.about_to_seal, events.entry_sealed, events.request_closed):
        signal.sender_receivers_cache.clear()
