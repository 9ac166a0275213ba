"""Who may do what, under /at/<school>/people/."""

from django.urls import path

from feltwork.apps.accounts import views

app_name = "accounts-school"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("grant/", views.role_grant, name="role-grant"),
    path("<uuid:uuid>/end/", views.role_end, name="role-end"),
]
