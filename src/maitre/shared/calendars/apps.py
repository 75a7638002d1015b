from django.apps import AppConfig


class Calendars(AppConfig):
    name = "maitre.shared.calendars"
    label = "calendars"
