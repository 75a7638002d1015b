"""What the conversation adds elsewhere: the words for its timeline entries, and panels beside every record."""

from maitre.kit.web.slots import fill
from maitre.shared.conversation import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.conversation.notices import SENTENCES
from maitre.shared.conversation.pages import panels
from maitre.shared.records.notices import speaks

speaks("", SENTENCES)
fill("record", panels.files, order=30)
fill("record", panels.linked, order=40)
fill("record", panels.watchers, order=50)
