from importlib import import_module

from django.apps import AppConfig


class Incident(AppConfig):
    name = "maitre.operation.incident"
    label = "incident"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
