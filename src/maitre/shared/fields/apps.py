from django.apps import AppConfig


class Fields(AppConfig):
    name = "maitre.shared.fields"
    label = "fields"
