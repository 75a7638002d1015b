"""What runs later on the index: counting words."""

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.search.actions import count_words


@job("search.count_words", Lane.BULK)
def count_words_again(timestamp: int = 0) -> None:
    """Words come and go slowly: once a night is enough."""
    count_words()
