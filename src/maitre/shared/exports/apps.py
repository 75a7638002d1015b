from importlib import import_module

from django.apps import AppConfig


class Exports(AppConfig):
    name = "maitre.shared.exports"
    label = "exports"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
