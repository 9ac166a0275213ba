from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "feltwork.apps.transparency"
    label = "transparency"
