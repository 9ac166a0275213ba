from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "feltwork.apps.notices"
    label = "notices"
