from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "feltwork.apps.seminars"
    label = "seminars"
