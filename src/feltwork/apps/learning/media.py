"""What a lesson's text names by `figure:`, `video:` and `file:`, as markup; and what stands beside a video as words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from feltwork.apps.learning.models import LessonFile
from feltwork.apps.learning.pictures import own_figure
from feltwork.apps.learning.words import language_name
from feltwork.apps.ui.markdown import in_line, render
from feltwork.core.learning import CaptionError, Cue, read_captions

PLAYED = (".mp4", ".webm", ".m4v")  # by the browser itself; other addresses are pages, and stay links
NAMED_FILE = re.compile(r"\]\(file:(?P<name>[a-z0-9][a-z0-9-]*)\)")
SIZES = "(min-width: 60rem) 44rem, 100vw"


@dataclass
class Media:
    """Draws for one text of one lesson. `hosts`: sites from which its videos are played, for the content policy."""

    school: str  # slug
    language: str
    files: list[LessonFile]
    hosts: set[str] = field(default_factory=set)

    def drawn(self, body: str) -> SafeString:
        """*body* as markup, headings from h2."""
        return render(NAMED_FILE.sub(self._linked, body), top=2, media=self.draw)

    def draw(self, address: str, words: str, title: str) -> str | None:
        kind, _colon, name = address.partition(":")
        match kind:
            case "figure":
                return self._figure(name, words, title)
            case "video":
                return self._video(name, words or title)
        return None

    def _figure(self, name: str, words: str, title: str) -> str | None:
        caption = in_line(title)
        row = self._find(LessonFile.Kind.FIGURE, name)
        if row is None:
            drawing = own_figure(name, self.language)
            if drawing is None:
                return None
            own = {"drawing": SafeString(drawing), "words": words, "caption": caption}  # a file of this package
            return render_to_string("learning/parts/figure.html", own)
        pictures = [(self.url(row, picture.width), picture.width) for picture in row.pictures.all()]
        facts = {"file": row, "words": words, "caption": caption, "pictures": pictures, "sizes": SIZES}
        return render_to_string("learning/parts/figure.html", facts)

    def _video(self, name: str, words: str) -> str | None:
        row = self._find(LessonFile.Kind.VIDEO, name)
        if row is None:
            return None
        tracks = [one for one in self.files if one.of_id == row.pk]
        tracks.sort(key=lambda one: one.language != self.language)  # the reader's own first
        where = urlsplit(row.url)
        is_played = not row.url or where.path.lower().endswith(PLAYED)
        if row.url and is_played:
            self.hosts.add(f"https://{where.netloc}")
        facts = {
            "file": row,
            "title": row.title or words,
            "source": (row.url or self.url(row)) if is_played else "",
            "host": where.hostname or "",
            "tracks": [(self.url(one), one.language, language_name(one.language)) for one in tracks],
            "transcripts": [(one.language, language_name(one.language), transcript_of(one)) for one in tracks],
        }
        return render_to_string("learning/parts/video.html", facts)

    def _linked(self, found: re.Match[str]) -> str:
        row = self._find(LessonFile.Kind.DOWNLOAD, found["name"])
        return f"]({self.url(row)})" if row else "]()"

    def _find(self, kind: str, name: str) -> LessonFile | None:
        return next((one for one in self.files if one.kind == kind and one.name == name), None)

    def url(self, row: LessonFile, width: int = 0) -> str:
        where = reverse("learning:file", kwargs={"school": self.school, "uuid": row.uuid})
        return f"{where}?w={width}" if width else where


def transcript_of(captions: LessonFile) -> tuple[Cue, ...]:
    """What is said, from the captions as kept; they were checked when they came."""
    try:
        with captions.file.open("rb") as file:
            return read_captions(file.read().decode("utf-8"))
    except (OSError, CaptionError, UnicodeDecodeError):
        return ()


def downloads_of(files: Iterable[LessonFile]) -> list[LessonFile]:
    return [one for one in files if one.kind == LessonFile.Kind.DOWNLOAD]
