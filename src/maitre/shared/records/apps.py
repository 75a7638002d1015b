from django.apps import AppConfig


class Records(AppConfig):
    name = "maitre.shared.records"
    label = "records"
