from django.apps import AppConfig


class Product(AppConfig):
    name = "maitre.product"
    label = "product"

    def ready(self) -> None:
        """Put the timetable into force once every room has declared its jobs."""
        from maitre.product import timetable  # noqa: F401
