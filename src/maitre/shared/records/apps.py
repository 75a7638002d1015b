from importlib import import_module

from django.apps import AppConfig


class Records(AppConfig):
    name = "maitre.shared.records"
    label = "records"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
