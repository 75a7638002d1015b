"""The verbs of the file store."""

from maitre.shared.files.actions.claim import OtherStore, adopt, claim, refuse_other
from maitre.shared.files.actions.store import (
    Content,
    content_of,
    drop,
    drop_older,
    keep,
    opened,
    plainly,
    probe,
    settle,
    sweep,
)

__all__ = [
    "Content",
    "OtherStore",
    "adopt",
    "claim",
    "content_of",
    "drop",
    "drop_older",
    "keep",
    "opened",
    "plainly",
    "probe",
    "refuse_other",
    "settle",
    "sweep",
]
