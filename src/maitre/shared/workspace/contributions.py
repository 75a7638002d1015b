"""What the workspace adds to the pages of every record: a panel of those that sound alike."""

from maitre.kit.web.slots import fill
from maitre.shared.workspace.pages.similar import similar

fill("record", similar, order=20)
