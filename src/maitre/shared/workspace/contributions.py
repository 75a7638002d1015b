"""What the workspace adds to the pages of every record: its family, and a panel of those that sound alike."""

from maitre.kit.web.slots import fill
from maitre.shared.workspace.pages.family import family
from maitre.shared.workspace.pages.similar import similar

fill("record", family, order=15)
fill("record", similar, order=20)
