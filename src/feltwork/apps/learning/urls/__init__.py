"""Addresses under /at/<school>/learning/: what learners read, and the desk of whoever writes and looks after them."""

from feltwork.apps.learning.urls import learners, staff

app_name = "learning"
urlpatterns = [*learners.urlpatterns, *staff.urlpatterns]
