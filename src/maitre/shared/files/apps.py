from importlib import import_module

from django.apps import AppConfig


class Files(AppConfig):
    name = "maitre.shared.files"
    label = "files"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
