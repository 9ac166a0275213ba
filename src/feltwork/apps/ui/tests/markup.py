"""Looks for the mistakes in markup that programs can find: what axe would say, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SVG_VOID = {"path", "rect", "circle", "use", "line", "fegaussianblur"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "popovertarget")


class Page(HTMLParser):
    """Collects elements and what is wrong with them in `problems`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[dict[str, object]] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.labels: set[str] = set()
        self.inputs: list[tuple[dict[str, str], bool]] = []
        self.headings: list[int] = []
        self.problems: list[str] = []
        self.feed(text)
        self.close()
        self._conclude()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "style" in values or any(name.startswith("on") for name in values):
            self.problems.append(f"<{tag}> carries style or script")
        if "id" in values:
            self.ids.append(values["id"])
        for name in REFERENCES:
            self.references += [(name, target) for target in values.get(name, "").split()]
        if tag == "label" and values.get("for"):
            self.labels.add(values["for"])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag in {"input", "select", "textarea"} and values.get("type") != "hidden":
            self.inputs.append((values, any(item["tag"] == "label" for item in self.open)))
        if tag == "img" and "alt" not in values:
            self.problems.append("image without alt")
        if tag == "svg" and values.get("aria-hidden") != "true" and values.get("role") != "img":
            self.problems.append("drawing neither hidden nor an image")
        for item in self.open:
            if values.get("aria-label") or (tag == "svg" and values.get("role") == "img"):
                item["text"] = True
        if tag not in VOID and tag not in SVG_VOID:
            self.open.append({"tag": tag, "attrs": values, "text": bool(values.get("aria-label"))})

    def handle_endtag(self, tag: str) -> None:
        if tag in SVG_VOID or tag in VOID:
            return
        if not self.open or self.open[-1]["tag"] != tag:
            self.problems.append(f"</{tag}> closes nothing")
            return
        element = self.open.pop()
        if tag in {"a", "button", "label", "legend", "summary", "h1", "h2", "h3", "option"} and not element["text"]:
            self.problems.append(f"<{tag}> says nothing")

    def handle_data(self, data: str) -> None:
        if data.strip():
            for item in self.open:
                item["text"] = True

    def _conclude(self) -> None:
        self.problems += [f"<{item['tag']}> is not closed" for item in self.open]
        self.problems += [f"id {name!r} stands twice" for name in {n for n in self.ids if self.ids.count(n) > 1}]
        self.problems += [
            f"{name} names {to!r}, which is not here" for name, to in self.references if to not in self.ids
        ]
        for values, is_wrapped in self.inputs:
            if not (is_wrapped or values.get("id") in self.labels or values.get("aria-label")):
                self.problems.append(f"field {values.get('name')!r} has no label")


def problems_of(text: str) -> list[str]:
    """What is wrong with a page or a part of one."""
    return Page(text).problems
