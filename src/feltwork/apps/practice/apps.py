from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "feltwork.apps.practice"
    label = "practice"
