"""Taking out, holding, erasing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
