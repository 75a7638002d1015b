"""What the entries every record has say, and how a whole timeline is shown."""

from maitre.shared.conversation.notices.shown import Shown, shown
from maitre.shared.conversation.notices.words import SENTENCES

__all__ = ["SENTENCES", "Shown", "shown"]
