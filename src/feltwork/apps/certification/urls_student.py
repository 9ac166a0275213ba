"""Pages of students, and the rules, which anyone may read."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
