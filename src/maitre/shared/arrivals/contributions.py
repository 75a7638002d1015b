"""What arrivals add elsewhere: the words for entries of events that have no verb here."""

from maitre.shared.arrivals.notices import SENTENCES
from maitre.shared.records.notices import speaks

speaks("", SENTENCES)
