from django.apps import AppConfig


class Declarations(AppConfig):
    name = "maitre.shared.declarations"
    label = "declarations"
