from importlib import import_module

from django.apps import AppConfig


class Worktime(AppConfig):
    name = "maitre.shared.worktime"
    label = "worktime"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
