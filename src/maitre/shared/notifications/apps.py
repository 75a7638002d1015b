from importlib import import_module

from django.apps import AppConfig


class Notifications(AppConfig):
    name = "maitre.shared.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
