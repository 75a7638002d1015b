from django.apps import AppConfig


class Arrivals(AppConfig):
    name = "maitre.shared.arrivals"
    label = "arrivals"
