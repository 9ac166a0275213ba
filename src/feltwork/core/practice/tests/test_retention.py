"""How long files are kept: a table of (rule, birth date, last session) and the day."""

from datetime import date

import pytest

from feltwork.core.practice import due_on, kept_until, retention_rules, rules_of

CASES = """
us-apa      1980-05-01  2020-03-10  2027-03-10
us-apa      1980-05-01  2020-02-29  2027-03-01
us-apa      1980-05-01  2016-02-29  2023-03-01
us-apa      1980-05-01  2021-02-28  2028-02-28
us-apa      2010-06-15  2020-06-15  2031-06-15
us-apa      2010-06-15  2027-06-15  2034-06-15
us-apa      2010-06-15  2028-06-14  2035-06-14
us-apa      2010-06-15  2028-06-15  2035-06-15
us-apa      2018-01-01  2020-01-01  2039-01-01
us-apa      2016-02-29  2020-02-29  2037-03-01
us-apa      2012-02-29  2020-01-01  2033-03-01
us-apa      -           2020-03-10  2041-03-10
us-apa      -           2020-02-29  2041-03-01
us-pa       1980-05-01  2020-03-10  2025-03-10
us-pa       2015-05-01  2020-03-10  2025-03-10
us-pa       -           2020-02-29  2025-03-01
us-pa       2000-02-29  2024-02-29  2029-03-01
us-ca       1980-05-01  2020-03-10  2027-03-10
us-ca       2010-06-15  2020-06-15  2035-06-15
us-ca       2003-06-15  2021-06-14  2028-06-15
us-ca       2003-06-15  2021-06-15  2028-06-15
us-ca       2004-02-29  2022-02-28  2029-03-01
us-ca       2004-02-29  2022-03-01  2029-03-01
us-ca       2008-02-29  2024-02-29  2033-03-01
us-ca       -           2020-03-10  2045-03-10
us-ca       -           2024-02-29  2049-03-01
gb-practice 1980-05-01  2020-03-10  2028-03-10
gb-practice 1980-05-01  2020-02-29  2028-02-29
gb-practice 2012-07-01  2020-03-10  2037-07-01
gb-practice 2003-07-01  2020-06-30  2028-07-01
gb-practice 2003-07-01  2020-07-01  2029-07-01
gb-practice 2003-07-01  2021-06-30  2029-07-01
gb-practice 2003-07-01  2021-07-01  2029-07-01
gb-practice 2004-02-29  2021-03-01  2030-03-01
gb-practice 2004-02-29  2021-02-28  2029-03-01
gb-practice -           2020-03-10  2045-03-10
de-bgb-630f 1980-05-01  2020-03-10  2030-03-10
de-bgb-630f 2015-05-01  2020-02-29  2030-03-01
de-bgb-630f -           2016-02-29  2026-03-01
de-bgb-630f 2008-02-29  2028-02-29  2038-03-01
"""
TABLE = [line.split() for line in CASES.strip().splitlines()]


def test_there_are_forty_cases():
    assert len(TABLE) == 40
    assert {row[0] for row in TABLE} == set(retention_rules())


@pytest.mark.parametrize(("code", "born", "last", "due"), TABLE)
def test_each_rule_says_its_day(code, born, last, due):
    born_on = None if born == "-" else date.fromisoformat(born)
    assert due_on(retention_rules()[code], born_on=born_on, last_session=date.fromisoformat(last)).isoformat() == due


def test_the_longest_rule_holds():
    rule, day = kept_until(rules_of(["US"]), born_on=date(2010, 6, 15), last_session=date(2020, 6, 15))
    assert (rule.code, day) == ("us-ca", date(2035, 6, 15))
    rule, day = kept_until(rules_of(["gb", "DE"]), born_on=date(1980, 1, 1), last_session=date(2020, 6, 15))
    assert (rule.code, day) == ("de-bgb-630f", date(2030, 6, 15))


def test_an_unknown_country_keeps_longest():
    assert rules_of(["", "XX"]) == list(retention_rules().values())


def test_every_rule_says_where_it_comes_from_or_that_nobody_of_ours_knows():
    for rule in retention_rules().values():
        assert rule.source.startswith("https://") or (rule.mark == "U" and "no source" in rule.note())
        assert rule.mark in {"B", "E", "U"}
        assert rule.label("de") and rule.note("de-AT") != rule.note("en")
