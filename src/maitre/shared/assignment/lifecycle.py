"""Of what the tables of practices are made: what must be true before a record changes hands."""

from maitre.kernel.states import Need
from maitre.shared.assignment import rules

HAS_WORKER = Need("worker", rules.lacks_worker)
CAME_FROM = Need("origin", rules.lacks_origin, given=False)
