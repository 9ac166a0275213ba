"""Long work: how far it is, and stopping it. Stands here because only accounts knows who may open a page."""

from django.urls import path

from feltwork.apps.accounts import views

app_name = "runs"
urlpatterns = [
    path("<uuid:uuid>/", views.run_show, name="show"),
    path("<uuid:uuid>/cancel/", views.run_cancel, name="cancel"),
    path("<uuid:uuid>/go-on/", views.run_go_on, name="go-on"),
]
