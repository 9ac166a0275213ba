"""Clients, their files, consents, and who comes near them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
