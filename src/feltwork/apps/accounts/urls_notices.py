"""What one was told. Stands here because only accounts, one layer up, knows who may open a page."""

from django.urls import path

from feltwork.apps.accounts import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read-all"),
    path("<uuid:uuid>/", views.notice_open, name="open"),
]
