"""Addresses under /at/<school>/measures/, one module for each part."""

from feltwork.apps.measures.urls import asking, evaluation, packs, reading, services, sheets

app_name = "measures"
urlpatterns = [
    *sheets.urlpatterns,
    *asking.urlpatterns,
    *packs.urlpatterns,
    *evaluation.urlpatterns,
    *reading.urlpatterns,
    *services.urlpatterns,
]
