import re

from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.apps.ui.markdown import TAGS, in_line, rendered


def test_what_people_write():
    assert rendered("# A head\n\nA *word* and [a page](https://example.org).") == (
        '<h2>A head</h2>\n<p>A <em>word</em> and <a href="https://example.org" rel="noopener noreferrer">a page</a>.</p>\n'
    )
    assert in_line("a *b* c") == "a <em>b</em> c"


def test_what_could_do_harm_is_text():
    assert rendered("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    assert "href" not in rendered("[x](javascript:alert(1))")
    assert "<img" not in rendered("![x](https://example.org/x.png)")
    assert in_line("<b onclick=x>y</b>") == "&lt;b onclick=x&gt;y&lt;/b&gt;"


@settings(max_examples=40)
@given(st.text(alphabet="<>&\"'()[]*_`#!|-\n abjs:/", max_size=60))
def test_only_known_elements_come_out(text):
    """Whatever is typed: no element that could run something."""
    for markup in (rendered(text), in_line(text)):
        assert set(re.findall(r"<([a-z0-9]+)", markup)) <= TAGS
