"""What the conversation adds elsewhere: the words for its timeline entries."""

from maitre.shared.conversation.notices import SENTENCES
from maitre.shared.records.notices import speaks

speaks("", SENTENCES)
