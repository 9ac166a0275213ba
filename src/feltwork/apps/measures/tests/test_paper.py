"""Lines on paper, and empty forms."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from feltwork.apps.measures.queries.paper import HEIGHT, WIDTH, paper_chart

DAY = 86_400
JUNE = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())


def data(values, **more):
    return {
        "x": [JUNE + 14 * DAY * n for n in range(len(values))],
        "lines": [{"name": "", "y": values}],
        "marks": [[0, 1]],
        "low": 0.0,
        "high": 27.0,
        "band": [JUNE, 12.0, 24.0],
        "cut": {"y": 10.0, "words": "less than 10"},
        "margin": 2.2,
        "since": None,
        "words": {"band": "may be chance", "direction": "less trouble is lower"},
        **more,
    }


def test_a_line_on_paper_has_its_ends_its_band_its_cut_and_its_months():
    drawn = str(paper_chart(data([18.0, 15.0, None, 9.0])))
    texts = re.findall(r">([^<>]+)</text>", drawn)
    assert texts[:4] == ["0", "9", "18", "27"]
    assert {"may be chance", "less than 10", "less trouble is lower", "18", "Jul 2026"} <= set(texts)
    assert (drawn.count("<circle"), drawn.count('fill="#fff"'), texts.count("9")) == (3, 1, 2)


@pytest.mark.parametrize("values", [[18.0], [0.0, 27.0], [None, None], [float(n % 28) for n in range(260)]])
def test_nothing_lies_beside_the_paper(values):
    drawn = str(paper_chart(data(values, marks=[])))
    for x, y in re.findall(r"(?:M|L)([-\d.]+) ([-\d.]+)", drawn):
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= HEIGHT
    assert drawn.count("<circle") == (0 if len(values) > 40 else sum(one is not None for one in values))


def test_words_are_escaped_and_months_in_the_readers_language():
    with override("de"):
        drawn = str(paper_chart(data([1.0] * 16, cut={"y": 3.0, "words": "<b>"})))
    assert ("&lt;b&gt;" in drawn, "<b>" in drawn, "Okt" in drawn, "Oct" in drawn) == (True, False, True, False)


@pytest.mark.django_db
def test_an_empty_form_is_there_in_words_that_are_here(sign_in, ben, eva, practice, worded, policy):
    def to(slug, language):
        return reverse("measures:paper-form", kwargs={"school": "alder-house", "slug": slug, "language": language})

    browser = sign_in(ben)
    own = browser.get(to("fw-state", "de")).text
    assert ('lang="de"' in own, "Not validated." in own) == (True, True)
    assert browser.get(to("phq-9", "en")).status_code == 404  # no words
    worded("phq-9")
    page = browser.get(to("phq-9", "en"))
    assert ("Invented question 9" in page.text, "116 123" in page.text) == (True, True)
    assert "if you are in danger, do not wait for that" in page.text
    assert browser.get(to("phq-9", "de")).status_code == 404  # none in this language
    assert sign_in(eva).get(to("fw-state", "en")).status_code in {403, 404}
