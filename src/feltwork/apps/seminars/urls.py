"""Addresses under /at/<school>/seminars/."""

from django.urls import URLPattern

app_name = "seminars"
urlpatterns: list[URLPattern] = []
