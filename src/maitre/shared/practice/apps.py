from django.apps import AppConfig


class Practice(AppConfig):
    name = "maitre.shared.practice"
    label = "practice"
