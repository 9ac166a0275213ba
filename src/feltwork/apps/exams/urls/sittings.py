"""Sitting an examination in writing, marking it, results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
