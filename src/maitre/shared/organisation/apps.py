from importlib import import_module

from django.apps import AppConfig


class Organisation(AppConfig):
    name = "maitre.shared.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
