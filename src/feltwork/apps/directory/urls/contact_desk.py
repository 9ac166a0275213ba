"""First messages and first calls, for the clinician."""

from django.urls import path

from feltwork.apps.directory.views import inbox

urlpatterns = [
    path("inquiries/", inbox.inquiries, name="inquiries"),
    path("inquiries/<uuid:uuid>/", inbox.inquiry, name="inquiry"),
    path("calls/", inbox.slots, name="slots"),
    path("blocks/", inbox.blocks, name="blocks"),
]
