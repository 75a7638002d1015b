"""What runs later on the index: counting words, and bringing it up to date after an upgrade."""

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.search.actions import count_words, reindex


@job("search.count_words", Lane.BULK)
def count_words_again(timestamp: int = 0) -> None:
    """Words come and go slowly: once a night is enough."""
    count_words()


@job("search.reindex", Lane.BULK)
def bring_up_to_date(timestamp: int = 0) -> None:
    """What an older version indexed, some thousand records a run; nothing where all is up to date."""
    reindex()
