from importlib import import_module

from django.apps import AppConfig


class Calendars(AppConfig):
    name = "maitre.shared.calendars"
    label = "calendars"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
