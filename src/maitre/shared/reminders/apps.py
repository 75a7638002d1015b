from importlib import import_module

from django.apps import AppConfig


class Reminders(AppConfig):
    name = "maitre.shared.reminders"
    label = "reminders"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
