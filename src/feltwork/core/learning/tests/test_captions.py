"""Captions: the example of the WebVTT specification, and what is no captions."""

import pytest

from feltwork.core.learning import CaptionError, Cue, read_captions

# the shape of the first example of https://www.w3.org/TR/webvtt1/, in our own words
SOUND = """WEBVTT - a title

NOTE for whoever edits this

1
00:01.000 --> 00:04.000
<v Carla>Feel your feet.

00:05.000 --> 01:00:09.500 align:start
There is time.
Look around.
"""


def test_cues_come_in_order_without_markup():
    assert read_captions(SOUND) == (Cue(1.0, 4.0, "Feel your feet."), Cue(5.0, 3609.5, "There is time. Look around."))
    assert read_captions("\ufeff" + SOUND.replace("\n", "\r\n")) == read_captions(SOUND)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "header", 1),
        ("1\n00:00:01,000 --> 00:00:04,000\nAn SRT file", "header", 1),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:04,000\nA comma", "timing", 3),
        ("WEBVTT\n\nno time at all\nwords", "timing", 3),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nback", "backwards", 3),
        ("WEBVTT\n\n00:04.000 --> 00:05.000\na\n\nx\n00:01.000 --> 00:02.000\nb", "backwards", 7),
        ("WEBVTT\n\n", "empty", 1),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "empty", 1),
    ],
)
def test_the_first_thing_that_is_wrong_is_named_with_its_line(content, code, line):
    with pytest.raises(CaptionError) as wrong:
        read_captions(content)
    assert (wrong.value.code, wrong.value.line) == (code, line)
