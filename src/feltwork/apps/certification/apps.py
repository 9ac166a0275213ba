from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "feltwork.apps.certification"
    label = "certification"
