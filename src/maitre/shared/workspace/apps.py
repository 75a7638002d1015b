from importlib import import_module

from django.apps import AppConfig


class Workspace(AppConfig):
    name = "maitre.shared.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
