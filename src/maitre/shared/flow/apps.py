from importlib import import_module

from django.apps import AppConfig


class Flow(AppConfig):
    name = "maitre.shared.flow"
    label = "flow"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
