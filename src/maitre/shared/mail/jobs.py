"""What runs later on letters: handing over what waits, forgetting what came to its end long ago."""

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.mail.actions import drop_outdated, hand_over_waiting


# One at a time and after everything else in the lane: ten thousand letters leave the other turns to what is said now.
@job("mail.hand_over_waiting", Lane.MAIL, priority=-10, lock="mail.hand_over_waiting")
def hand_over_again(timestamp: int = 0) -> None:
    hand_over_waiting()


@job("mail.drop_outdated", Lane.BULK)
def drop_outdated_again(timestamp: int = 0) -> None:
    drop_outdated()
