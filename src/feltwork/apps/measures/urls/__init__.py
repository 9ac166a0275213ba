"""Addresses under /at/<school>/measures/, one module for each part."""

from feltwork.apps.measures.urls import packs, sheets

app_name = "measures"
urlpatterns = [
    *sheets.urlpatterns,
    *packs.urlpatterns,
]
