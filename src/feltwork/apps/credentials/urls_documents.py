"""What verifiers fetch below a school's path on this site."""

from django.urls import path

from feltwork.apps.credentials.views import documents

app_name = "credentials-documents"
urlpatterns = [
    path("did.json", documents.did, name="did"),
    path("jwks.json", documents.jwks, name="jwks"),
    path("status/<int:number>", documents.status, name="status"),
    path("achievements/<slug:programme>/<str:code>", documents.achievement, name="achievement"),
]
