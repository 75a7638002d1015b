"""Comments and files."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.repeats import IdempotencyKey
from maitre.kit.rest.shapes import Given, Id, Listed
from maitre.kit.rest.versions import answer
from maitre.kit.web.inert import inert
from maitre.shared.access.rest.repeats import once
from maitre.shared.conversation import actions
from maitre.shared.conversation.models import Attachment
from maitre.shared.conversation.rest.verbs import VerbOut, verbs_of
from maitre.shared.records.models import Visibility
from maitre.shared.records.notices import tell
from maitre.shared.records.rest.loading import record_in
from maitre.shared.records.rest.shapes import EntryOut, entry_out

router = Router(tags=["Records"])


class CommentIn(Given):
    body: str = Field(examples=["I restarted the access point; is it better now?"])
    visibility: Visibility = Field(
        Visibility.PUBLIC, description="internal: read only by those who work on it"
    )


class AttachmentOut(BaseModel):
    """A file. `sha256` is of its bytes."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    visibility: str
    at: datetime
    url: str

    @classmethod
    def told(cls, file: Attachment, number: str) -> "AttachmentOut":
        return cls(
            id=file.pk,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            visibility=file.visibility,
            at=file.at,
            url=f"/api/v1/records/{number}/attachments/{file.pk}",
        )


@router.post(
    "/{number}/comments", response={201: EntryOut}, operation_id="records_comment", summary="Say something"
)
def comment(
    request: HttpRequest, number: str, body: CommentIn, idempotency_key: IdempotencyKey = None
) -> HttpResponse:
    """To everybody who sees the record, or (`internal`) to those who work on it."""
    seen = record_in(request, number)

    def act() -> HttpResponse:
        entry = actions.comment(seen.record, body.body, by=seen.actor, visibility=body.visibility)
        [told] = tell(seen.record, internal=True, after=entry.seq - 1, limit=1)
        place = told.seq if seen.internal else len(tell(seen.record, internal=False, limit=told.seq))
        return answer(entry_out(seen.record, told, place), status=201)

    return once(request, act)


@router.get(
    "/{number}/attachments",
    response=Listed[AttachmentOut],
    operation_id="records_attachments",
    summary="Files you may open",
)
def attachments(request: HttpRequest, number: str) -> Listed[AttachmentOut]:
    """All of them: a record has at most 200."""
    seen = record_in(request, number)
    rows = Attachment.objects.filter(record=seen.record).order_by("pk")
    shown = rows if seen.internal else rows.filter(visibility=Visibility.PUBLIC)
    return Listed[AttachmentOut](items=[AttachmentOut.told(file, seen.record.label) for file in shown])


@router.post(
    "/{number}/attachments",
    response={201: Listed[AttachmentOut]},
    operation_id="records_attach",
    summary="Attach files",
)
def attach(
    request: HttpRequest,
    number: str,
    file: Annotated[list[UploadedFile], File(description="One or more files, 25 MB each")],
    visibility: Annotated[Visibility, Form()] = Visibility.PUBLIC,
) -> HttpResponse:
    """All or none, as one entry of the timeline."""
    seen = record_in(request, number)
    made = actions.attach(seen.record, file, by=seen.actor, visibility=visibility)
    items = [AttachmentOut.told(each, seen.record.label) for each in made]
    return answer(Listed[AttachmentOut](items=items), status=201)


@router.get(
    "/{number}/attachments/{id}",
    operation_id="records_attachment",
    summary="Download a file",
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
def attachment(request: HttpRequest, number: str, id: Id) -> HttpResponseBase:
    """Always as a download, whatever it says it is."""
    seen = record_in(request, number)
    file = Attachment.objects.opened_by(seen.actor, id)
    if file.record_id != seen.record.pk:
        raise NotFound("There is no such file, or it is not open to you.")
    response = inert(actions.opened(file), file.name, "application/octet-stream")
    response.headers["Content-Length"] = str(file.size)
    return response


@router.get(
    "/{number}/verbs", response=list[VerbOut], operation_id="records_verbs", summary="What you may do now"
)
def verbs(request: HttpRequest, number: str) -> list[VerbOut]:
    """Verbs you could ever take here, open ones first, and what blocks the others."""
    seen = record_in(request, number)
    return verbs_of(seen.record, seen.actor)
