from django.apps import AppConfig


class Jobs(AppConfig):
    name = "maitre.shared.jobs"
    label = "jobs"
