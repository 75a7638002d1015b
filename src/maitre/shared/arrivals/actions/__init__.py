"""The one verb of arrivals: let whole lives arrive."""

from maitre.shared.arrivals.actions.arrive import Arrival, arrive, compare
from maitre.shared.arrivals.actions.people import Directory, address_of, outsiders
from maitre.shared.arrivals.actions.place import close_import, find_place, open_place
from maitre.shared.arrivals.actions.rows import Source, states_of

__all__ = [
    "Arrival",
    "Directory",
    "Source",
    "address_of",
    "arrive",
    "close_import",
    "compare",
    "find_place",
    "open_place",
    "outsiders",
    "states_of",
]
