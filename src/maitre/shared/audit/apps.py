from django.apps import AppConfig


class Audit(AppConfig):
    name = "maitre.shared.audit"
    label = "audit"
