"""Addresses below /directory/, open to anybody. Each part of the app adds its own."""

from django.urls import URLPattern

app_name = "directory"
urlpatterns: list[URLPattern] = []
