"""Appointments and calendars that subscribe."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
