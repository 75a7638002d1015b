"""The vocabulary for asking about files: those a person may open."""

from typing import TYPE_CHECKING

from django.db import models

from maitre.kernel.errors import NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing

if TYPE_CHECKING:
    from maitre.shared.conversation.models import Attachment


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def opened_by(self, actor: Actor, pk: int) -> "Attachment":
        """A file one may open; an internal one only for who reads internal notes. NotFound otherwise."""
        found = self.filter(pk=pk).first() if pk < 2**63 else None
        record = found and Record.objects.visible_to(actor).filter(pk=found.record_id).first()
        hidden = found and found.visibility == Visibility.INTERNAL
        if not found or not record or (hidden and not reads_internal(standing(actor, record))):
            raise NotFound("There is no such file, or it is not open to you.")
        return found
