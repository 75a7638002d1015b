from django.apps import AppConfig


class Access(AppConfig):
    name = "maitre.shared.access"
    label = "access"
