from importlib import import_module

from django.apps import AppConfig


class Recurrence(AppConfig):
    name = "maitre.shared.recurrence"
    label = "recurrence"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
