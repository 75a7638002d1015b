"""A list as a file."""

from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.web.sending import download
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.exports.actions import Wanted, take_along
from maitre.shared.exports.rules import Format, sheet_of
from maitre.shared.practice.rules import Practice
from maitre.shared.records.rest.asked import Q, Sort

Columns = Annotated[
    str,
    Query(
        max_length=500,
        description="Names with commas between; every column when empty",
        example="number,title",
    ),
]


def export_router(practice: Practice) -> Router:
    router = Router(tags=[practice.plural.capitalize()])

    @router.get(
        "/export",
        response={200: None},
        operation_id=f"{practice.plural}_export",
        summary="A list as a file",
    )
    def export(
        request: HttpRequest,
        format: Format = Format.CSV,
        q: Q = "",
        sort: Sort = "newest",
        columns: Columns = "",
    ) -> StreamingHttpResponse:
        """What the list would give, up to 10,000 rows: CSV (UTF-8, RFC 4180) as it is read, or a workbook (XLSX).

        Cells that a spreadsheet could take for a formula begin with an apostrophe. Instants are in your own zone, which
        the heading names.
        """
        names = tuple(name for name in (each.strip() for each in columns.split(",")) if name)
        known = [column.name for column in sheet_of(practice.kind).columns]
        if strange := [name for name in names if name not in known]:
            raise Invalid(
                f"“{strange[0]}” is no column; there are: {', '.join(known)}.",
                errors=[FieldError("columns", "unknown", ", ".join(known))],
            )
        wanted = Wanted(practice.kind, format, q, sort, names)
        taken = take_along(wanted, by=actor_of(request), mark=False)
        return download(taken.content, taken.name, taken.media_type)

    return router
