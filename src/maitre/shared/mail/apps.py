from importlib import import_module

from django.apps import AppConfig


class Mail(AppConfig):
    name = "maitre.shared.mail"
    label = "mail"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
