"""Sessions: writing, signing, private notes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
