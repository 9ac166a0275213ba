from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "feltwork.apps.accounts"
    label = "accounts"
