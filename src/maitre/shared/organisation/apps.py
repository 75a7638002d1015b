from django.apps import AppConfig


class Organisation(AppConfig):
    name = "maitre.shared.organisation"
    label = "organisation"
