"""A school's log: /at/<school>/log/ with the files of C2SP tlog-tiles below it."""

from django.urls import path, re_path

from feltwork.apps.transparency import views

app_name = "transparency"
urlpatterns = [
    path("", views.about, name="about"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("cosignature", views.cosign, name="cosign"),
    path("proof/<str:token>/", views.proof, name="proof"),
    re_path(r"^tile/(?P<level>entries|[0-9]{1,2})/(?P<place>[0-9x/.p]{3,60})$", views.tile, name="tile"),
]
