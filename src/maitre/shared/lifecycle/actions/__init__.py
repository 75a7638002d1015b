"""The verbs of the door itself."""

from maitre.shared.lifecycle.actions.door import begin, follow, herald, permit, step
from maitre.shared.lifecycle.actions.offers import Offer, offers
from maitre.shared.lifecycle.actions.timeline import Line, append, seal

__all__ = ["Line", "Offer", "append", "begin", "follow", "herald", "offers", "permit", "seal", "step"]
