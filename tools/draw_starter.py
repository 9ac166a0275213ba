"""Draw the figures of the starter course, in English and German.

    python3 tools/draw_starter.py        writes src/feltwork/apps/learning/static/learning/starter/*.svg

The pages draw figures inline, so they take their colours from classes of the page (`fig-juniper` sets `color`) and
have neither style nor ids. Everything is 560 units wide; words are at least 15 units high, to be read on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

TARGET = Path(__file__).parents[1] / "src/feltwork/apps/learning/static/learning/starter"
WIDTH = 560
LANGUAGES = ("en", "de")
Say = tuple[str, str]  # the same words in English and German; "|" begins a new line


class Page:
    """One figure in one language."""

    def __init__(self, height: int, language: str) -> None:
        self.height, self.which = height, LANGUAGES.index(language)
        self.parts: list[str] = []

    def path(self, d: str, dye: str, width: float = 2, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path class="fig-{dye}" d="{d}" fill="none" stroke="currentColor" stroke-width="{width:g}"'
            f' stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
        )

    def area(self, d: str, dye: str) -> None:
        self.parts.append(f'<path class="fig-{dye}" d="{d}" fill="currentColor"/>')

    def box(
        self, x: float, y: float, w: float, h: float, dye: str, edge: str = "", r: float = 10, dash: str = ""
    ) -> None:
        d = (
            f"M{x + r:g} {y:g}h{w - 2 * r:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}v{h - 2 * r:g}a{r:g} {r:g} 0 0 1 -{r:g} {r:g}"
            f"h-{w - 2 * r:g}a{r:g} {r:g} 0 0 1 -{r:g} -{r:g}v-{h - 2 * r:g}a{r:g} {r:g} 0 0 1 {r:g} -{r:g}z"
        )
        self.area(d, dye)
        if edge:
            self.path(d, edge, 1.5, dash)

    def oval(self, x: float, y: float, rx: float, ry: float, dye: str, edge: str = "", dash: str = "") -> None:
        d = f"M{x - rx:g} {y:g}a{rx:g} {ry:g} 0 1 0 {2 * rx:g} 0a{rx:g} {ry:g} 0 1 0 -{2 * rx:g} 0z"
        self.area(d, dye)
        if edge:
            self.path(d, edge, 1.5, dash)

    def dot(self, x: float, y: float, r: float, dye: str) -> None:
        self.oval(x, y, r, r, dye)

    def arrow(
        self, points: list[tuple[float, float]], dye: str, width: float = 2, dash: str = "", bend: str = "L"
    ) -> None:
        """A line through *points* with a head at its end. *bend* "C": the points are those of one curve."""
        (x, y), *others = points
        d = f"M{x:g} {y:g}" + (
            "C" + " ".join(f"{a:g} {b:g}" for a, b in others)
            if bend == "C"
            else "".join(f"L{a:g} {b:g}" for a, b in others)
        )
        self.path(d, dye, width, dash)
        (ax, ay), (bx, by) = points[-2:]
        angle = math.atan2(by - ay, bx - ax)
        wings = [(bx - 9 * math.cos(angle + turn), by - 9 * math.sin(angle + turn)) for turn in (0.45, -0.45)]
        self.path(f"M{wings[0][0]:.1f} {wings[0][1]:.1f}L{bx:g} {by:g}L{wings[1][0]:.1f} {wings[1][1]:.1f}", dye, width)

    def curve(
        self, f: Callable[[float], float], start: float, end: float, dye: str, width: float = 2.5, dash: str = ""
    ) -> None:
        """y = f(x) from *start* to *end*."""
        steps = max(2, round((end - start) / 3))
        xs = [start + (end - start) * i / steps for i in range(steps + 1)]
        self.path("M" + "L".join(f"{x:.1f} {f(x):.1f}" for x in xs), dye, width, dash)

    def say(
        self, x: float, y: float, words: Say, dye: str = "ink", size: int = 15, at: str = "start", bold: bool = False
    ) -> None:
        """*words* with their first line's foot at *y*."""
        weight = ' font-weight="600"' if bold else ""
        lines = [(i, line) for i, line in enumerate(words[self.which].split("|")) if line]
        before = [0, *(i for i, _line in lines)]
        inside = "".join(
            f'<tspan x="{x:g}" dy="{(i - last) * round(size * 1.25)}">{escape(line)}</tspan>'
            for (i, line), last in zip(lines, before, strict=False)
        )
        anchor = "" if at == "start" else f' text-anchor="{at}"'
        self.parts.append(
            f'<text class="fig-text fig-{dye}" x="{x:g}" y="{y:g}" font-size="{size}"{weight}{anchor}>{inside}</text>'
        )

    def middle(self, x: float, y: float, words: Say, dye: str = "ink", size: int = 15, bold: bool = False) -> None:
        """*words* centred on x and y, however many lines they have."""
        lines = words[self.which].count("|") + 1
        self.say(x, y + size * 0.35 - (lines - 1) * round(size * 1.25) / 2, words, dye, size, "middle", bold)

    def svg(self) -> str:
        body = "\n".join(self.parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}">\n{body}\n</svg>\n'


# --- the figures -----------------------------------------------------------------------------------------------------


def evidence(page: Page) -> None:
    rows: list[tuple[str, Say, Say, Say, str]] = [
        (
            "full",
            ("2017, 63 people", "2017, 63 Menschen"),
            ("waiting list", "Warteliste"),
            ("large", "groß"),
            "juniper",
        ),
        (
            "full",
            ("2017, back pain", "2017, Rückenschmerz"),
            ("usual care", "übliche Versorgung"),
            ("partly", "teilweise"),
            "juniper",
        ),
        (
            "full",
            ("2020, 114 people", "2020, 114 Menschen"),
            ("physiotherapy", "Physiotherapie"),
            ("none", "keiner"),
            "juniper",
        ),
        (
            "half",
            ("2009, 142 helpers", "2009, 142 Helfende"),
            ("similar people", "ähnliche Menschen"),
            ("some", "etwas"),
            "weld",
        ),
        (
            "none",
            ("2008, 150 people", "2008, 150 Menschen"),
            ("nobody", "niemand"),
            ("unknown", "unbekannt"),
            "heather",
        ),
        (
            "none",
            ("2018, 18 trainees", "2018, 18 in Ausbildung"),
            ("nobody", "niemand"),
            ("unknown", "unbekannt"),
            "heather",
        ),
    ]
    for x, head in (
        (40, ("Study", "Studie")),
        (232, ("Compared with", "Verglichen mit")),
        (410, ("Difference", "Unterschied")),
    ):
        page.say(x, 26, head, "ink-2", 15, bold=True)
    for i, (kind, study, compared, found, dye) in enumerate(rows):
        y = 42 + i * 44
        page.box(4, y, 552, 38, f"{dye}-felt" if i < 3 else "ground", r=8)
        if kind == "full":
            page.dot(22, y + 19, 8, dye)
        elif kind == "half":
            page.oval(22, y + 19, 8, 8, "surface", dye)
            page.area(f"M22 {y + 11}a8 8 0 0 0 0 16z", dye)
        else:
            page.oval(22, y + 19, 8, 8, "surface", dye)
        page.say(40, y + 24, study)
        page.say(232, y + 24, compared)
        page.say(410, y + 24, found, bold=True)
    legend: list[tuple[str, Say]] = [
        ("full", ("by lot", "per Los")),
        ("half", ("matched", "ähnliche")),
        ("none", ("none", "keiner")),
    ]
    page.say(4, 338, ("Comparison:", "Vergleich:"), "ink-2")
    for x, (kind, words) in zip((118, 232, 368), legend, strict=True):
        page.oval(x, 333, 7, 7, "surface", "ink-2")
        if kind == "full":
            page.dot(x, 333, 7, "ink-2")
        elif kind == "half":
            page.area(f"M{x} 326a7 7 0 0 0 0 14z", "ink-2")
        page.say(x + 14, 338, words, "ink-2")


def autonomic_branches(page: Page) -> None:
    page.say(8, 24, ("Sympathetic", "Sympathisch"), "weld", 17, bold=True)
    page.say(552, 24, ("Parasympathetic", "Parasympathisch"), "juniper", 17, "end", bold=True)
    for x in (46, 514):  # brain, brainstem and cord, once on each side
        page.oval(x, 66, 30, 24, "ground", "line-strong")
        page.box(x - 9, 84, 18, 30, "ground", "line-strong", 6)
        page.box(x - 7, 114, 14, 266, "ground", "line-strong", 6)
    page.box(39, 158, 14, 150, "weld-line", "weld", 6)
    page.box(505, 84, 18, 30, "juniper-line", "juniper", 6)
    page.box(507, 344, 14, 36, "juniper-line", "juniper", 6)
    page.path("M76 156V312", "weld", 1.5)
    for y in range(162, 312, 18):
        page.dot(76, y, 4, "weld")
    page.say(8, 402, ("chest and|upper lumbar cord", "Brust- und|oberes Lendenmark"), "weld")
    page.say(552, 402, ("brainstem and|sacral cord", "Hirnstamm und|Sakralmark"), "juniper", at="end")
    organs: list[tuple[Say, bool]] = [
        (("pupils", "Pupillen"), True),
        (("tears, saliva", "Tränen, Speichel"), True),
        (("heart", "Herz"), True),
        (("airways", "Atemwege"), True),
        (("gut", "Darm"), True),
        (("bladder, genitals", "Blase, Genitalien"), True),
        (("adrenal core", "Nebennierenmark"), False),
        (("sweat, skin, limbs", "Schweiß, Haut, Glieder"), False),
    ]
    for i, (words, both) in enumerate(organs):
        y = 62 + i * 46
        start = 168 + i * 18
        page.arrow([(80, start), (130, start), (140, y), (182, y)], "weld", 1.75, bend="C")
        if both:
            begin = 362 if i == 5 else 99
            page.arrow([(503, begin), (430, begin), (430, y), (380, y)], "juniper", 1.75, bend="C")
        page.box(186, y - 18, 190, 36, "surface", "line-strong")
        if i == 4:
            for dx in range(-78, 88, 20):
                page.dot(281 + dx, y - 12 if (dx // 20) % 2 else y + 12, 2.5, "heather")
        page.middle(281, y, words)
    page.say(
        281, 436, ("dots in the gut: its own network", "Punkte im Darm: sein eigenes Netz"), "heather", 15, "middle"
    )


def interoceptive_pathway(page: Page) -> None:
    page.oval(270, 86, 128, 82, "ground")
    page.area(
        "M230 150C230 190 120 186 92 230C76 270 76 420 76 440H464C464 420 464 270 448 230C420 186 310 190 310 150Z",
        "ground",
    )
    page.box(190, 24, 160, 42, "heather-felt", "heather")
    page.middle(270, 45, ("insula", "Insel"), "heather", 17, True)
    page.box(190, 96, 160, 42, "surface", "line-strong")
    page.middle(270, 117, ("thalamus", "Thalamus"), "ink", 16)
    page.arrow([(270, 96), (270, 70)], "heather")
    page.box(96, 206, 156, 62, "juniper-felt", "juniper")
    page.middle(174, 237, ("brainstem:|solitary tract", "Hirnstamm:|Tractus solitarius"), "juniper", 16)
    page.box(288, 206, 156, 62, "weld-felt", "weld")
    page.middle(366, 237, ("spinal cord:|lamina I", "Rückenmark:|Lamina I"), "weld", 16)
    page.arrow([(174, 206), (174, 160), (240, 180), (244, 142)], "juniper", 2.5, bend="C")
    page.arrow([(366, 206), (366, 160), (300, 180), (296, 142)], "weld", 2.5, bend="C")
    page.box(96, 346, 156, 62, "surface", "juniper-line")
    page.middle(174, 377, ("heart, lungs,|gut", "Herz, Lunge,|Darm"), "ink", 16)
    page.box(288, 346, 156, 62, "surface", "weld-line")
    page.middle(366, 377, ("skin, muscles,|organs", "Haut, Muskeln,|Organe"), "ink", 16)
    page.arrow([(174, 346), (174, 272)], "juniper", 2.5)
    page.arrow([(366, 346), (366, 272)], "weld", 2.5)
    page.say(182, 314, ("vagus", "Vagus"), "juniper")
    page.say(374, 314, ("thin fibres", "dünne Fasern"), "weld")
    page.arrow([(354, 45), (560, 40), (520, 300), (456, 372)], "heather", 2, "6 6", "C")
    page.say(552, 26, ("expectations", "Erwartungen"), "heather", 15, "end")


def _rise(x: float) -> float:
    """A cycle: steep up, slower down; x from 0 to 1, answer from 0 to 1."""
    if x < 0.14:
        return 0.0
    if x < 0.34:
        return 0.5 - 0.5 * math.cos(math.pi * (x - 0.14) / 0.20)
    return math.exp(-((x - 0.34) ** 1.25) * 7.5)


def rising_and_settling(page: Page) -> None:
    page.path("M52 20V320H548", "line-strong", 1.5)
    for value, y in ((10, 30), (5, 172), (0, 314)):
        page.say(42, y + 5, (str(value), str(value)), "ink-2", 15, "end")
    page.say(62, 26, ("felt activation, as the person says", "erlebte Aktivierung, wie die Person sie angibt"), "ink-2")
    page.say(548, 344, ("time", "Zeit"), "ink-2", 15, "end")

    def high(x: float) -> float:
        return 292 - 176 * _rise((x - 56) / 490)

    def worse(x: float) -> float:
        return 116 - 66 * (1 - math.exp(-(x - 222) / 90))

    page.curve(worse, 222, 540, "madder", 2.5, "7 7")
    page.curve(high, 56, 546, "juniper", 3.5)
    for x, words, dx, dy, at in (
        (165, ("rise", "Anstieg"), -12, 0, "end"),
        (222, ("peak", "Gipfel"), -14, -4, "end"),
        (316, ("half-way back", "halb zurück"), 14, 0, "start"),
        (470, ("settled", "in Ruhe"), 0, -16, "middle"),
    ):
        page.dot(x, high(x), 6, "juniper")
        page.say(x + dx, high(x) + dy + 2, words, "juniper", 16, at)
    page.say(540, 82, ("escalates", "schaukelt sich auf"), "madder", 16, "end")


def breath_and_heart(page: Page) -> None:
    def breath(x: float) -> float:
        if x < 250:
            return 92 - 20 * math.sin(2 * math.pi * (x - 30) / 55)
        return 92 - 32 * math.sin(2 * math.pi * (x - 250) / 140)

    def pulse(x: float) -> float:
        if x < 250:
            return 226 - 16 * math.sin(2 * math.pi * (x - 34) / 55)
        return 226 - 40 * math.sin(2 * math.pi * (x - 262) / 140)

    page.box(4, 40, 238, 246, "ground", r=12)
    page.box(250, 40, 306, 246, "juniper-felt", r=12)
    page.say(16, 26, ("breath as usual", "Atem wie gewohnt"), "ink-2", 16)
    page.say(262, 26, ("slow breath, same person", "langsamer Atem, dieselbe Person"), "ink-2", 16)
    for start, end in ((10, 236), (256, 550)):
        page.curve(breath, start, end, "woad", 3)
        page.curve(pulse, start, end, "madder", 3)
    page.say(16, 152, ("breath in: up", "einatmen: hinauf"), "woad", 15)
    page.say(16, 274, ("pulse faster: up", "Puls schneller: hinauf"), "madder", 15)
    page.say(
        16,
        312,
        (
            "The sway grows with slow breathing, whatever a person feels.",
            "Langsamer Atem vergrößert das Schwingen, gleich was jemand fühlt.",
        ),
        "ink-2",
        15,
    )


def defence_responses(page: Page) -> None:
    page.arrow([(20, 140), (544, 140)], "line-strong", 2)
    page.say(8, 22, ("far away", "weit weg"), "ink-2")
    page.say(552, 22, ("very near, no way out", "ganz nah, kein Ausweg"), "ink-2", 15, "end")
    steps: list[tuple[float, Say, str]] = [
        (52, ("orienting", "Orientieren"), "juniper"),
        (144, ("freezing|still and tense", "Erstarren|still, gespannt"), "woad"),
        (236, ("flight", "Flucht"), "weld"),
        (316, ("fight", "Kampf"), "weld"),
        (404, ("tonic|immobility", "tonische|Immobilität"), "heather"),
        (498, ("collapse", "Zusammen-|sacken"), "heather"),
    ]
    for i, (x, words, dye) in enumerate(steps):
        if i % 2:
            page.path(f"M{x:g} 150V208", dye, 1.5)
        page.dot(x, 140, 11, dye)
        page.say(x, 226 if i % 2 else 176, words, dye, 16, "middle")
    for a, b, lift in ((52, 236, 56), (144, 316, 44), (236, 404, 56)):
        page.arrow([(a, 126), (a + 20, lift), (b - 20, lift), (b, 124)], "ink-2", 1.75, "2 5", "C")
    for a, b, lift in ((404, 246, 22), (498, 62, 16)):
        page.arrow([(a, 126), (a - 24, lift), (b + 24, lift), (b, 124)], "line-strong", 1.75, "7 5", "C")

    def heart(x: float) -> float:
        dip = 16 * math.exp(-(((x - 52) / 30) ** 2)) + 18 * math.exp(-(((x - 144) / 34) ** 2))
        rise = 36 * math.exp(-(((x - 276) / 62) ** 2))
        return 312 + dip - rise + 22 / (1 + math.exp(-(x - 440) / 22))

    page.curve(heart, 16, 544, "madder", 3)
    page.say(8, 288, ("heart", "Herz"), "madder")
    page.say(
        552,
        374,
        ("A model. People skip, mix and switch.", "Ein Modell. Menschen überspringen, mischen, wechseln."),
        "ink-2",
        15,
        "end",
    )


def courses(page: Page) -> None:
    page.path("M44 20V300H420", "line-strong", 1.5)
    page.say(54, 24, ("symptoms", "Beschwerden"), "ink-2")
    page.say(44, 322, ("event", "Ereignis"), "ink-2", 15, "middle")
    page.say(420, 322, ("two years", "zwei Jahre"), "ink-2", 15, "end")
    page.curve(lambda x: 272 - 16 * math.exp(-(x - 46) / 60) + 3 * math.sin(x / 17), 46, 418, "juniper", 5)
    page.curve(lambda x: 246 - 150 * math.exp(-(((x - 90) / 110) ** 2)), 46, 418, "woad", 3)
    page.curve(lambda x: 84 + 8 * math.sin(x / 31) + 60 * math.exp(-(x - 46) / 20), 46, 418, "madder", 3)
    page.curve(lambda x: 222 - 84 / (1 + math.exp(-(x - 270) / 30)), 46, 418, "heather", 3, "9 6")
    page.say(428, 94, ("lasting", "anhaltend"), "madder", 16)
    page.say(428, 142, ("delayed", "verzögert"), "heather", 16)
    page.say(428, 244, ("recovery", "Erholung"), "woad", 16)
    page.say(428, 272, ("resilience:|most often", "Resilienz:|am häufigsten"), "juniper", 16)
    page.say(
        44,
        352,
        (
            "Drawn freely after a review; shares differ between studies.",
            "Frei nach einer Übersicht; die Anteile schwanken je nach Studie.",
        ),
        "ink-2",
    )


def window_of_tolerance(page: Page) -> None:
    page.box(4, 112, 552, 156, "juniper-felt", r=14)
    page.path("M10 112H550", "juniper-line", 2, "8 6")
    page.path("M10 268H550", "juniper-line", 2, "8 6")
    page.say(16, 36, ("too much", "zu viel"), "madder", 17, bold=True)
    page.say(16, 60, ("“all at once”", "„alles auf einmal“"), "madder", 16)
    page.say(
        16, 140, ("can feel, think,|be in contact", "kann fühlen, denken,|in Kontakt sein"), "juniper", 17, bold=True
    )
    page.say(16, 184, ("“just right”", "„gerade recht“"), "juniper", 16)
    page.say(16, 330, ("too little", "zu wenig"), "woad", 17, bold=True)
    page.say(16, 354, ("“far away”", "„weit weg“"), "woad", 16)

    def line(x: float) -> float:
        below = 96 * math.exp(-(((x - 404) / 34) ** 2))
        above = 97 * math.exp(-(((x - 262) / 38) ** 2))
        return 226 + 13 * math.sin(x / 24) + below - above

    page.curve(line, 14, 548, "ink", 3.5)
    page.say(262, 98, ("edge", "Rand"), "ink-2", 16, "middle")
    page.say(404, 346, ("out, and back", "hinaus und zurück"), "ink-2", 16, "middle")
    page.say(
        552,
        396,
        ("No numbers, no unit: a picture to talk with.", "Keine Zahlen, keine Einheit: ein Bild zum Sprechen."),
        "ink-2",
        15,
        "end",
    )


def touch_consent(page: Page) -> None:
    steps: list[Say] = [
        ("Is it allowed where I work?", "Ist es an meinem Ort erlaubt?"),
        ("Agreed beforehand, in writing?", "Vorher schriftlich vereinbart?"),
        ("A purpose, and no simpler way?", "Ein Zweck, und kein einfacherer Weg?"),
        ("Asked now: where, how long?", "Jetzt gefragt: wo, wie lange?"),
        ("A clear yes, in words and body?", "Ein klares Ja in Wort und Körper?"),
    ]
    page.box(404, 8, 152, 344, "woad-felt", "woad-line", 14)
    page.middle(
        480,
        176,
        (
            "No touch.||A cushion,|one’s own hand,|the floor, words.||A full way|to work.",
            "Keine Berührung.||Ein Kissen,|die eigene Hand,|der Boden, Worte.||Ein vollwertiger|Weg.",
        ),
        "woad",
        16,
    )
    for i, words in enumerate(steps):
        y = 8 + i * 70
        page.box(4, y, 322, 46, "surface", "line-strong")
        page.middle(165, y + 23, words, "ink", 16)
        page.arrow([(165, y + 48), (165, y + 67)], "juniper", 2.5)
        page.arrow([(330, y + 23), (400, y + 23)], "woad", 2)
        page.say(365, y + 16, ("no", "nein"), "woad", 15, "middle")
        page.say(176, y + 64, ("yes", "ja"), "juniper", 15)
    page.box(4, 358, 322, 54, "juniper-felt", "juniper")
    page.middle(165, 385, ("Touch, briefly. Ask. Write it down.", "Kurz berühren, fragen, festhalten."), "juniper", 16)
    page.arrow([(330, 385), (480, 385), (480, 356)], "madder", 2.5)
    page.say(404, 408, ("stop: at any time", "Stopp: jederzeit"), "madder", 16, "middle")


def sibam(page: Page) -> None:
    names: list[tuple[Say, Say, str]] = [
        (("Sensation", "Empfindung"), ("warm", "warm"), "madder"),
        (("Image", "Bild"), ("a garden", "ein Garten"), "woad"),
        (("Behaviour", "Verhalten"), ("hand opens", "Hand geht auf"), "weld"),
        (("Affect", "Affekt"), ("relief", "erleichtert"), "heather"),
        (("Meaning", "Bedeutung"), ("“I can stop”", "„ich darf|aufhören“"), "juniper"),
    ]
    places = [(280, 58), (470, 168), (408, 330), (152, 330), (90, 168)]
    for i, (ax, ay) in enumerate(places):
        for j, (bx, by) in enumerate(places):
            if i < j:
                thick = (i, j) == (0, 4)
                page.path(f"M{ax} {ay}L{bx} {by}", "ink-2" if thick else "line", 7 if thick else 1.5)
    page.oval(280, 206, 66, 34, "surface", "line-strong")
    page.middle(280, 206, ("this|moment", "dieser|Augenblick"), "ink", 16, True)
    for i, ((x, y), (name, example, dye)) in enumerate(zip(places, names, strict=True)):
        page.oval(x, y, 84, 46, f"{dye}-felt" if i != 1 else "surface", dye, "2 6" if i == 1 else "")
        tall = 9 if "|" in example[page.which] else 0
        page.middle(x, y - 12 - tall, name, dye, 17, True)
        page.middle(x, y + 13, example, "ink", 15)
    page.say(4, 412, ("thick: always together", "dick: immer zusammen"), "ink-2")
    page.say(556, 412, ("dotted: hardly there", "gepunktet: kaum da"), "ink-2", 15, "end")


def pendulation(page: Page) -> None:
    page.path("M10 64H550", "madder", 2.5, "2 8")
    page.say(12, 48, ("too much", "zu viel"), "madder", 16, bold=True)
    page.box(4, 214, 552, 66, "juniper-felt", r=14)
    page.say(12, 148, ("unease", "Schweres"), "heather", 16, bold=True)
    page.say(12, 268, ("ease", "Leichtes"), "juniper", 16, bold=True)
    swings = [(128, 60, 17), (250, 78, 18), (372, 96, 19), (486, 84, 18)]

    def line(x: float) -> float:
        return 240 - sum(h * math.exp(-(((x - c) / w) ** 2)) for c, h, w in swings) + 3 * math.sin(x / 9)

    page.curve(line, 12, 548, "ink", 3.5)
    for c, _h, _w in swings:
        page.area(f"M{c - 14} 296c7 11 10 16 10 22a10 10 0 0 1 -20 0c0 -6 3 -11 10 -22z", "heather")
    for left, right in ((140, 218), (262, 340), (384, 456)):
        page.path(f"M{left} 318H{right}", "line-strong", 2)
        page.say((left + right) / 2, 344, ("pause", "Pause"), "ink-2", 15, "middle")
    page.say(12, 344, ("small amounts", "kleine Mengen"), "heather", 15)


def session_arc(page: Page) -> None:
    for i, (x, w, dye) in enumerate(((4, 136, "woad"), (142, 274, "weld"), (418, 138, "juniper"))):
        page.box(x, 12, w, 266, f"{dye}-felt", r=12)
        words: Say = (("Arriving", "Ankommen"), ("Working", "Arbeiten"), ("Settling", "Zur Ruhe"))[i]
        page.middle(x + w / 2, 36, words, dye, 17, True)

    def line(x: float) -> float:
        waves = sum(h * math.exp(-(((x - c) / 27) ** 2)) for c, h in ((196, 62), (280, 96), (362, 66)))
        base = 34 * (1 / (1 + math.exp(-(x - 130) / 18)) - 1 / (1 + math.exp(-(x - 420) / 22)))
        return 236 - base - waves

    page.curve(line, 12, 550, "ink", 3.5)
    page.say(
        72,
        300,
        ("look around|how is it?|what would be|good today?", "umsehen|wie ist es?|was wäre|heute gut?"),
        "woad",
        15,
        "middle",
    )
    page.say(
        279,
        300,
        ("a small amount, wait, ask:|another, or enough?", "eine kleine Menge, warten,|fragen: noch eine, genug?"),
        "weld",
        15,
        "middle",
    )
    page.say(
        487,
        300,
        ("what is different?|look around|how do you|get home?", "was ist anders?|umsehen|wie kommen|Sie heim?"),
        "juniper",
        15,
        "middle",
    )
    for x, words in ((4, ("0", "0")), (141, ("15", "15")), (417, ("45", "45")), (556, ("60 min", "60 Min."))):
        page.path(f"M{x} 386V396", "line-strong", 2)
        page.say(x, 414, words, "ink-2", 15, "start" if x == 4 else "end" if x == 556 else "middle")
    page.path("M4 391H556", "line-strong", 2)


FIGURES: dict[str, tuple[Callable[[Page], None], int]] = {
    "evidence": (evidence, 348),
    "autonomic-branches": (autonomic_branches, 446),
    "interoceptive-pathway": (interoceptive_pathway, 440),
    "rising-and-settling": (rising_and_settling, 352),
    "breath-and-heart": (breath_and_heart, 322),
    "defence-responses": (defence_responses, 384),
    "courses": (courses, 362),
    "window-of-tolerance": (window_of_tolerance, 408),
    "touch-consent": (touch_consent, 420),
    "sibam": (sibam, 422),
    "pendulation": (pendulation, 356),
    "session-arc": (session_arc, 422),
}


def figure(name: str, language: str) -> str:
    draw, height = FIGURES[name]
    page = Page(height, language)
    draw(page)
    return page.svg()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in FIGURES:
        for language in LANGUAGES:
            (TARGET / f"{name}.{language}.svg").write_text(figure(name, language), encoding="utf-8")


if __name__ == "__main__":
    main()
