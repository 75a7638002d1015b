from django.apps import AppConfig


class Workspace(AppConfig):
    name = "maitre.shared.workspace"
    label = "workspace"
