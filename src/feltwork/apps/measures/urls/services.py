"""Whom people in a crisis are told to call."""

from django.urls import path

from feltwork.apps.measures.views import services

urlpatterns = [
    path("services/", services.services, name="services"),
    path("services/<slug:slug>/", services.service_check, name="service-check"),
]
