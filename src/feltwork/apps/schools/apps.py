from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "feltwork.apps.schools"
    label = "schools"
