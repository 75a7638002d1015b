"""What reminders add elsewhere: words for their entries, a panel beside every record, the job."""

from maitre.kit.web.slots import fill
from maitre.shared.records.notices import speaks
from maitre.shared.reminders import jobs  # noqa: F401  (declares the job)
from maitre.shared.reminders.notices import SENTENCES
from maitre.shared.reminders.pages import panel

speaks("", SENTENCES)
fill("record", panel, order=70)
