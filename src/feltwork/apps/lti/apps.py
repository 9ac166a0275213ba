from django.apps import AppConfig


class LtiConfig(AppConfig):
    name = "feltwork.apps.lti"
    label = "lti"
