"""What work adds elsewhere: words for its entries, and a panel beside every record."""

from maitre.kit.web.slots import fill
from maitre.shared.records.notices import speaks
from maitre.shared.worktime.notices import SENTENCES
from maitre.shared.worktime.pages import panel

speaks("", SENTENCES)
fill("record", panel, order=60)
