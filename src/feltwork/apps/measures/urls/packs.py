"""Instruments and their words."""

from django.urls import path, register_converter

from feltwork.apps.measures.views import packs, paper


class LanguageConverter:
    regex = r"[a-z]{2}(?:-[A-Za-z]{2,8})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

INSTRUMENT = "instruments/<slug:slug>/"
urlpatterns = [
    path("instruments/", packs.instruments_list, name="instruments"),
    path(INSTRUMENT, packs.instrument_page, name="instrument"),
    path(f"{INSTRUMENT}wording/", packs.pack_import, name="pack-import"),
    path(f"{INSTRUMENT}wording/keep/", packs.pack_keep, name="pack-keep"),
    path(f"{INSTRUMENT}paper/<language:language>/", paper.paper_form, name="paper-form"),
    path(f"{INSTRUMENT}fhir/<language:language>.json", packs.questionnaire, name="questionnaire"),
    path("wording/<uuid:uuid>/", packs.pack_page, name="pack"),
    path("wording/<uuid:uuid>/remove/", packs.pack_remove, name="pack-remove"),
]
