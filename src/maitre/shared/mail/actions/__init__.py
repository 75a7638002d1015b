"""The verbs of mail: write a letter, hand it over, settle what a dead worker left, decide what nobody knows."""

from maitre.shared.mail.actions.decide import again, leave
from maitre.shared.mail.actions.dialog import Dialog, Undelivered
from maitre.shared.mail.actions.hand_over import hand_over, hand_over_waiting, settle
from maitre.shared.mail.actions.write import answers_to, drop_outdated, new_letter, switched_on, why_off

__all__ = [
    "Dialog",
    "Undelivered",
    "again",
    "answers_to",
    "drop_outdated",
    "hand_over",
    "hand_over_waiting",
    "leave",
    "new_letter",
    "settle",
    "switched_on",
    "why_off",
]
