"""What hand-overs and suggestions say, and who is suggested."""

from maitre.shared.assignment.notices.candidates import suggestions
from maitre.shared.assignment.notices.words import EXPLAINED, SENTENCES, hand_overs, reason_in_words

__all__ = ["EXPLAINED", "SENTENCES", "hand_overs", "reason_in_words", "suggestions"]
