from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    name = "feltwork.apps.admissions"
    label = "admissions"
