from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "feltwork.apps.jobs"
    label = "jobs"
