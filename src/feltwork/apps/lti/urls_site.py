"""Addresses under /lti/: what is the same for all schools of this installation."""

from django.urls import path

from feltwork.apps.lti.views import tokens

app_name = "lti-site"
urlpatterns = [path("keys.json", tokens.keys, name="keys")]
