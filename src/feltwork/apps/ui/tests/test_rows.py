from datetime import date
from fractions import Fraction

import pytest
from jinja2 import DictLoader, UndefinedError

from feltwork.apps.ui import rows

TEMPLATES = {
    "rows.html": "{% for row in rows %}<tr><th>{{ row.name }}</th><td>{{ row.on|date_words }}</td>"
    "<td>{{ row.amount|fraction }}</td><td>{{ badge('wait', sent) }}{{ icon('check') }}</td></tr>{% endfor %}",
    "dict.html": "{% for row in rows %}{{ row.items }} {{ row.count }} {{ row.get('items') }}{% endfor %}",
    "typo.html": "{% for row in rows %}{{ row.nmae }}{% endfor %}",
}


@pytest.fixture(autouse=True)
def templates(monkeypatch):
    monkeypatch.setattr(rows.environment(), "loader", DictLoader(TEMPLATES))


class Row:
    name, on, amount = "<Alma>", date(2026, 11, 19), Fraction(20, 3)


def test_rows_are_escaped_and_our_own_markup_is_not():
    html = rows.render_rows("rows.html", [Row()], sent="Sent & kept")
    assert html.startswith("<tr><th>&lt;Alma&gt;</th><td>19 November 2026</td><td>6⅔</td><td><span class=")
    assert "Sent &amp; kept" in html
    assert hasattr(html, "__html__")


def test_a_misspelt_name_is_an_error():
    with pytest.raises(UndefinedError):
        rows.render_rows("typo.html", [Row()])


def test_a_column_of_a_dict_wins_over_its_methods():
    assert rows.render_rows("dict.html", [{"items": "two", "count": 2}]) == "two 2 two"


def test_a_misspelt_key_is_an_error():
    with pytest.raises(UndefinedError):
        rows.render_rows("typo.html", [{"name": "Alma"}])
