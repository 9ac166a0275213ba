"""A school's own public pages, under /at/<school>/."""

from django.urls import path

from feltwork.apps.portal import views

app_name = "school"
urlpatterns = [
    path("", views.school_home, name="home"),
    path("become-certified/", views.become_certified, name="become-certified"),
]
