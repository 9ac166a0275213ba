"""What a client or a guardian sees."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
