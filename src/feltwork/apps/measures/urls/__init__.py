"""Addresses under /at/<school>/measures/, one module for each part."""

from django.urls import URLPattern

app_name = "measures"
urlpatterns: list[URLPattern] = []
