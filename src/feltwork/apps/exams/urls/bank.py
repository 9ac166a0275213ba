"""The bank, blueprints, examinations, statistics, cut scores."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
