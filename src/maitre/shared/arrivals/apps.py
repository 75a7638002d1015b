from importlib import import_module

from django.apps import AppConfig


class Arrivals(AppConfig):
    name = "maitre.shared.arrivals"
    label = "arrivals"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
