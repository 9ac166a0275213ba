"""List pages judge many candidates at once, so one verdict has to be cheap."""

from __future__ import annotations

import time
from datetime import date, timedelta

from feltwork.core.certification import judge
from feltwork.core.certification.rulesets import rule_set

from .builders import KINDS, approved, group, individual, record, session


def test_sixty_entries_and_forty_approvals_take_well_under_five_milliseconds():
    """Processor time of the best of twenty runs, so that a busy machine does not matter."""
    providers = [f"provider-{number}" for number in range(10)]
    approvals = tuple(one for who in providers for one in approved(who, *KINDS, "faculty", issuer="Alder House"))
    entries = []
    for number in range(60):
        make = (session, individual, group)[number % 3]
        words = {"on": date(2022, 3, 2) + timedelta(days=15 * number), "provider": providers[number % 10]}
        entries.append(make(**words) if make is session else make(1, **words))
    alma = record(*entries, approvals=approvals)
    rules = rule_set("alder-house-2024-2")
    taken = []
    for _ in range(20):
        begun = time.process_time()
        judge(rules, alma, as_of=date(2024, 12, 1))
        taken.append(time.process_time() - begun)
    assert (len(entries), len(approvals)) == (60, 40)
    assert min(taken) < 0.005
