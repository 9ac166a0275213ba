from django.apps import AppConfig


class SignoffsConfig(AppConfig):
    name = "feltwork.apps.signoffs"
    label = "signoffs"
