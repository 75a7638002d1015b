from importlib import import_module

from django.apps import AppConfig


class Conversation(AppConfig):
    name = "maitre.shared.conversation"
    label = "conversation"

    def ready(self) -> None:
        """Make the room's contributions known."""
        import_module(f"{self.name}.contributions")
