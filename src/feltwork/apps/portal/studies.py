"""The studies of Somatic Experiencing we know of, with their numbers as printed and their limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from feltwork.apps.portal.links import Label

COLLECTED_ON = date(2026, 11, 24)
BOTH = _("We read its abstract, and its line in the review of 2021.")
IN_REVIEW = _("We read its line in the review of 2021.")
ABSTRACT = _("We read its abstract.")
SECOND_HAND = _("Told by others; we have not read it.")


@dataclass(frozen=True, slots=True)
class Study:
    code: str
    name: Label
    people: Label
    design: Label
    found: Label
    limits: Label
    citation: str
    url: str
    read: Label


STUDIES = (
    Study(
        "brom-2017",
        _("Brom and others, 2017"),
        _("63 adults with post-traumatic stress disorder"),
        _("By lot: 15 weekly sessions (33 people), or waiting (30)"),
        _("Less post-traumatic stress (effect d 0.94 to 1.26) and less depression (d 0.7 to 1.08)."),
        _("Small, and compared with waiting only: much else also does better. The numbers are changes over time."),
        "J Trauma Stress 30:304–312",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC5518443/",
        BOTH,
    ),
    Study(
        "andersen-2017",
        _("Andersen and others, 2017"),
        _("People with low back pain and post-traumatic stress"),
        _("By lot: usual care, or usual care and Somatic Experiencing"),
        _("Only with Somatic Experiencing did post-traumatic stress (d 0.46) and fear of movement (ηp² 0.07) fall."),
        _("Disability, pain and catastrophising fell in both groups alike."),
        "Eur J Psychotraumatol 8:1331108",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC5489867/",
        IN_REVIEW,
    ),
    Study(
        "andersen-2020",
        _("Andersen and others, 2020"),
        _("114 people with low back pain and some post-traumatic stress"),
        _("By lot: physiotherapy, or physiotherapy and up to 12 sessions"),
        _("No difference between the groups, on any measure, at any time. Disability fell by 20 to 27 % in both."),
        _("The larger of the two trials that compare with other care."),
        "Eur J Psychotraumatol 11:1797306",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7473216/",
        ABSTRACT,
    ),
    Study(
        "winblad-2018",
        _("Winblad and others, 2018"),
        _("18 people in training as practitioners"),
        _("Before and after three years of training; nobody to compare with"),
        _("Less anxiety (GAD-7) and fewer bodily complaints (PHQ-15), each p < 0.001; better quality of life, too."),
        _("Very small, students of the method themselves, no comparison."),
        "Front Neurosci 12:70",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC5820455/",
        ABSTRACT,
    ),
    Study(
        "leitch-2009",
        _("Leitch and others, 2009"),
        _("142 people who worked after hurricanes"),
        _("91 with sessions, 51 similar people without"),
        _("More resilience and less post-traumatic stress than in those without."),
        _("Not by lot. Psychological complaints rose in both groups, less in those with sessions."),
        "Soc Work 54:9–18",
        "https://pubmed.ncbi.nlm.nih.gov/19205253/",
        ABSTRACT,
    ),
    Study(
        "leitch-2007",
        "Leitch, 2007",
        _("53 survivors of the tsunami of 2004"),
        _("One or two sessions; nobody to compare with"),
        _("After a year 90 % reported fewer complaints."),
        _("No comparison. Many people recover in the year after a disaster without any treatment."),
        "Traumatology 13(3):11–20",
        "",
        SECOND_HAND,
    ),
    Study(
        "parker-2008",
        _("Parker and others, 2008"),
        _("150 survivors of the tsunami of 2004"),
        _("One session; nobody to compare with"),
        _("After eight months 90 % were better or free of complaints (stress reaction ηp² 0.09)."),
        _("No comparison, as above."),
        "Traumatology 14(3):103–109",
        "",
        SECOND_HAND,
    ),
    Study(
        "briggs-2018",
        _("Briggs and others, 2018"),
        _("A group of 7"),
        _("Before and after; nobody to compare with"),
        _("Better psychological quality of life (d 0.71, p = 0.004)."),
        _("Seven people. Nothing else that was measured changed by more than chance explains."),
        "Front Psychiatry 9:53",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC5835108/",
        ABSTRACT,
    ),
    Study(
        "kuhfuss-2021",
        _("Kuhfuß and others, 2021"),
        _("A review: 83 articles found, 16 included"),
        _("Scoping review"),
        _("First findings are positive."),
        _("The studies differ in quality, and most have nobody to compare with."),
        "Eur J Psychotraumatol 12:1929023",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC8276649/",
        ABSTRACT,
    ),
)
