from importlib import import_module

from django.apps import AppConfig


class Access(AppConfig):
    name = "maitre.shared.access"
    label = "access"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
