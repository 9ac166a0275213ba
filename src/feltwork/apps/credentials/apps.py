from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "feltwork.apps.credentials"
    label = "credentials"
