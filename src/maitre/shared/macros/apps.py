from importlib import import_module

from django.apps import AppConfig


class Macros(AppConfig):
    name = "maitre.shared.macros"
    label = "macros"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
