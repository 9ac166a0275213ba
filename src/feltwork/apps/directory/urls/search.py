"""Searching, and how the order is made."""

from django.urls import path

from feltwork.apps.directory.views import fairness, search

urlpatterns = [
    path("", search.find, name="search"),
    path("towns.json", search.suggest, name="towns"),
    path("order/", fairness.order, name="order"),
    path("exposure/", fairness.exposure, name="exposure"),
]
