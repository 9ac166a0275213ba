"""The check-in with nothing but a keyboard: all is reached, nothing hides what is in focus, and all of it is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from feltwork.apps.practice.models import JournalEntry
from feltwork.apps.practice.queries.mine import entries_of
from feltwork.apps.practice.tests.browsing import LOOKS, PHONE, WIDE, faults_here, to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 120
# what is in focus: its kind, its name and value, and whether something lies over its middle
FOCUSED = """async () => {
  await Promise.all(document.getAnimations().map((one) => one.finished));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const at = document.activeElement;
  const box = (at.labels?.[0] ?? at).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const near = [at, at.labels?.[0]].filter(Boolean);
  const free = at === document.body || near.some((one) => one.contains(top) || top?.contains(one));
  return { tag: at.tagName.toLowerCase(), name: at.name ?? "", value: at.value ?? "", text: at.textContent.trim(),
    view: at.closest?.("svg")?.dataset.view ?? "", region: at.dataset?.region ?? "", free,
    over: free ? "" : `${top?.tagName} ${top?.className} ${box.y} ${innerHeight}` };
}"""


class Keys:
    """Somebody at a keyboard, who goes on with Tab; `hidden`: what something lay over when it was in focus."""

    def __init__(self, page):
        self.page, self.hidden, self.steps = page, [], 0

    def until(self, **wanted):
        """Tab to what has all of *wanted*; AssertionError where a whole round of the page does not come by it."""
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            self.steps += 1
            here = self.page.evaluate(FOCUSED)
            if not here["free"]:
                self.hidden.append(here)
            if all(here[name] == value for name, value in wanted.items()):
                return here
        raise AssertionError(f"no Tab comes to {wanted}")

    def press(self, *names):
        for name in names:
            self.page.keyboard.press(name)

    def type(self, words):
        self.page.keyboard.type(words)


@pytest.fixture
def keys(enter, eva):
    """`keys(viewport=PHONE)`: at the check-in, before the first key."""

    def make(**options):
        page = enter(eva, reduced_motion="reduce", **options)
        page.goto(to("mine-checkin"))
        if options.get("java_script_enabled", True):
            page.wait_for_selector("[data-picker][data-mounted]", timeout=8000)
        return Keys(page)

    return make


def kept(user):
    (entry,) = entries_of(user)
    return entry.body


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_check_in_needs_nothing_but_keys(keys, eva, viewport):
    hand = keys(viewport=viewport)
    assert hand.until(view="front")["tag"] == "path"  # the figure is one stop, and the drawing itself is none
    hand.press("ArrowDown", "Space")
    place = hand.page.evaluate(FOCUSED)["region"]
    expect(hand.page.locator("[data-sentence]")).not_to_contain_text("No place is marked")
    hand.until(name="family")
    hand.press("ArrowRight")
    hand.until(name="own_word")
    hand.type("like a stove")
    hand.until(name="intensity")
    hand.press(*["ArrowRight"] * 5)
    hand.until(name="helped")
    hand.type("the dog")
    hand.until(name="after")
    hand.press(*["ArrowRight"] * 3)
    hand.until(name="shown")
    hand.press("ArrowDown")
    hand.until(tag="button", text="Keep it")
    hand.press("Enter")
    hand.page.wait_for_url("**/kept/")
    body = kept(eva)
    assert body["regions"] == [{"region": place}]
    assert (body["own_word"], body["intensity"], body["helped"], body["after"]) == ("like a stove", 4, "the dog", 2)
    assert JournalEntry.objects.get().shown_in == eva.file
    assert hand.hidden == []


def test_stopping_and_leaving_are_near_for_keys(keys, eva):
    hand = keys(viewport=PHONE)
    assert hand.until(tag="a", text="Go to the main text")["free"]
    hand.press("Tab")
    assert "Leave this page quickly" in hand.page.evaluate(FOCUSED)["text"]
    hand.until(tag="summary", text="Stop and look around")
    hand.press("Enter")
    expect(hand.page.get_by_text("Let your eyes wander")).to_be_visible()
    assert faults_here(hand.page) == []
    assert not JournalEntry.objects.exists()


def test_what_is_strong_is_offered_a_look_around_first(keys):
    hand = keys(viewport=PHONE)
    hand.until(name="intensity")
    hand.press(*["ArrowRight"] * 9)
    expect(hand.page.get_by_role("status").filter(has_text="That is a lot to carry")).to_be_visible()
    assert faults_here(hand.page) == []


def test_the_list_of_places_is_as_good_as_the_figure(keys, eva):
    hand = keys(viewport=PHONE)
    hand.until(tag="summary", text="Places as a list")
    hand.press("Enter")
    hand.until(name="regions")
    hand.press("Space")
    place = hand.page.evaluate(FOCUSED)["value"]
    hand.until(tag="button", text="Keep it")
    hand.press("Enter")
    hand.page.wait_for_url("**/kept/")
    assert kept(eva)["regions"] == [{"region": place}]


def test_keys_are_enough_without_scripts(keys, eva):
    hand = keys(viewport=WIDE, java_script_enabled=False)
    hand.press("Tab", "Tab")
    hand.page.locator("[name=words]").focus()
    hand.type("quiet today")
    hand.page.locator("[name=words]").evaluate("field => field.form.requestSubmit()")
    hand.page.wait_for_url("**/kept/")
    assert kept(eva)["words"] == "quiet today"


@pytest.mark.parametrize("look", LOOKS)
def test_the_check_in_of_a_child_by_keys_and_what_axe_finds(enter, timo, member, practice, look):
    """A child who has an account of their own finds comparisons and colours, each by the arrow keys."""
    own = member("Timo Kranz", "client")
    timo.user = own
    timo.save(update_fields=["user"])
    page = enter(own, reduced_motion="reduce", **look)
    page.goto(to("mine-checkin"))
    page.wait_for_selector("[data-picker][data-mounted]", timeout=8000)
    hand = Keys(page)
    hand.until(name="like")
    hand.press("ArrowRight")
    hand.until(name="colour")
    hand.press("ArrowRight", "ArrowRight")
    assert faults_here(page) == []
    hand.until(tag="button", text="Keep it")
    hand.press("Enter")
    page.wait_for_url("**/kept/")
    assert faults_here(page) == []
    assert set(kept(own)) >= {"like", "colour"}
    assert hand.hidden == []
