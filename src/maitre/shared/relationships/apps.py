from importlib import import_module

from django.apps import AppConfig


class Relationships(AppConfig):
    name = "maitre.shared.relationships"
    label = "relationships"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
