from importlib import import_module

from django.apps import AppConfig


class Tasks(AppConfig):
    name = "maitre.shared.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
