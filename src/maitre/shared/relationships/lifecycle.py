"""Of what the tables of practices are made: what must be true before records are merged, and apart again."""

from maitre.kernel.states import Need
from maitre.shared.relationships import rules

HAS_SURVIVOR = Need("survivor", rules.lacks_survivor)
IS_MERGED = Need("merged", rules.lacks_merger, given=False)
NOT_MERGED = Need("not_merged", rules.lacks_life_of_its_own, given=False)
