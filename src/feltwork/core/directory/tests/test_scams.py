"""Signs of fraud in first messages: told in two languages, found in neither in what people write who mean it."""

import time

import pytest

from feltwork.core.directory.scams import scam_hints

FRAUD = [
    ("My driver will bring a certified check; please refund the difference.", {"overpayment", "cheque", "third_party"}),
    ("My cousin is coming to your city for six weeks. Do you take credit cards?", {"travelling", "card"}),
    ("I will pay in advance for all sessions, kindly send the balance to the nanny.", {"cheque", "overpayment"}),
    ("Meine Schwester kommt in Ihre Stadt. Ich schicke einen Scheck.", {"travelling", "cheque"}),
    ("Meine Firma zahlt; bitte überweisen Sie den Restbetrag an meinen Fahrer.", {"overpayment", "third_party"}),
    ("Write to me on Telegram, details at https://example.org", {"elsewhere"}),
]
MEANT = [
    "I could come on Tuesdays. I hope to sleep again.",
    "After the operation I do not feel my legs, and I check the door ten times.",
    "My insurance may pay a part; is the lower end of your fee possible?",
    "Ich würde gern dienstags kommen, nach einem Unfall auf der Reise.",
    "Mein Arbeitgeber soll davon nichts wissen. Geht es online?",
]


@pytest.mark.parametrize(("text", "codes"), FRAUD)
def test_what_frauds_have_in_common_is_told(text, codes):
    assert {hint.code for hint in scam_hints(text)} == codes


@pytest.mark.parametrize("text", MEANT)
def test_what_people_write_is_not_suspected(text):
    assert scam_hints(text) == ()


def test_each_hint_has_words_in_both_languages():
    for hint in scam_hints(" ".join(text for text, _codes in FRAUD)):
        assert set(hint.label) == set(hint.why) == {"en", "de"}


def test_a_very_long_text_takes_no_time():
    begun = time.perf_counter()
    scam_hints("chequ " * 100_000)
    assert time.perf_counter() - begun < 2
