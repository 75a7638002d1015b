from django.apps import AppConfig


class Lifecycle(AppConfig):
    name = "maitre.shared.lifecycle"
    label = "lifecycle"
