from importlib import import_module

from django.apps import AppConfig


class Assignment(AppConfig):
    name = "maitre.shared.assignment"
    label = "assignment"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
