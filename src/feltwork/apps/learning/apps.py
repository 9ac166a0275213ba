from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "feltwork.apps.learning"
    label = "learning"
