from django.apps import AppConfig


class Web(AppConfig):
    name = "maitre.kit.web"
    label = "web"
