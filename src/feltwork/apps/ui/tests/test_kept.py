"""A kept part is made once for each of its values, and can show nothing else."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import translation

BUILTINS = ["feltwork.apps.ui.templatetags.kept", "django.templatetags.i18n"]


def rendered(text, *contexts):
    page = Engine(builtins=BUILTINS, libraries={}).from_string(text)
    return [page.render(Context(one)) for one in contexts]


class Link:
    times = 0

    def label(self):
        Link.times += 1
        return "Home"


def test_it_is_made_once_and_filled_each_time():
    Link.times, link = 0, Link()
    found = rendered(
        "{% kept links=links with at=at %}{% for one in links %}{{ one.label }}{% endfor %} {{ at }}{% endkept %}",
        {"links": [link], "at": "/a/"},
        {"links": [link], "at": "<b>"},
    )
    assert found == ["Home /a/", "Home &lt;b&gt;"]
    assert Link.times == 1


def test_another_value_or_language_makes_another():
    text = '{% kept look=look %}{{ look }} {% translate "Language" %}{% endkept %}'
    page = Engine(builtins=BUILTINS, libraries={}).from_string(text)
    with translation.override("en"):
        first = page.render(Context({"look": "dark"}))
    with translation.override("de"):
        second = page.render(Context({"look": "dark"}))
        third = page.render(Context({"look": "light"}))
    assert (first, second, third) == ("dark Language", "dark Sprache", "light Sprache")


def test_it_sees_nothing_that_was_not_named():
    assert rendered("{% kept look=look %}{{ look }}{{ person }}{% endkept %}", {"look": "dark", "person": "Ana"}) == [
        "dark"
    ]


def test_many_versions_do_not_pile_up():
    page = Engine(builtins=BUILTINS).from_string("{% kept n=n %}{{ n }}{% endkept %}")
    assert [page.render(Context({"n": n})) for n in range(600)] == [str(n) for n in range(600)]
    assert len(page.nodelist[0].versions) < 300


def test_a_slip_is_named():
    with pytest.raises(TemplateSyntaxError, match="here"):
        rendered("{% kept here %}{% endkept %}", {})
