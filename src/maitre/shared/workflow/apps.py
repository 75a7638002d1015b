from importlib import import_module

from django.apps import AppConfig


class Workflow(AppConfig):
    name = "maitre.shared.workflow"
    label = "workflow"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
