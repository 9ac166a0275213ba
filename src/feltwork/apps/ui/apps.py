from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "feltwork.apps.ui"
    label = "ui"
