"""Body maps: drawing, playing, comparing, and what a group has in common."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
