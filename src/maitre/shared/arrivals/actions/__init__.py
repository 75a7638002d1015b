"""The one verb of arrivals: let whole lives arrive."""

from maitre.shared.arrivals.actions.arrive import Arrival, Source, arrive, compare, states_of
from maitre.shared.arrivals.actions.people import Directory, outsiders
from maitre.shared.arrivals.actions.place import close_import, find_place, open_place

__all__ = [
    "Arrival",
    "Directory",
    "Source",
    "arrive",
    "close_import",
    "compare",
    "find_place",
    "open_place",
    "outsiders",
    "states_of",
]
