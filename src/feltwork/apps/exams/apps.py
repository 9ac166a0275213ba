from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "feltwork.apps.exams"
    label = "exams"
