"""What a school's own domain answers, whatever else it shows; named by Host."""

from django.urls import path

from feltwork.apps.credentials.views import documents

app_name = "credentials-here"
urlpatterns = [
    path(".well-known/did.json", documents.did_here, name="did"),
    path(".well-known/jwks.json", documents.jwks_here, name="jwks"),
    path("status/<int:number>", documents.status_here, name="status"),
    path("achievements/<slug:programme>/<str:code>", documents.achievement_here, name="achievement"),
]
