from importlib import import_module

from django.apps import AppConfig


class Search(AppConfig):
    name = "maitre.shared.search"
    label = "search"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
