from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "feltwork.apps.measures"
    label = "measures"
