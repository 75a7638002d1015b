"""What is asked of a list of records: which ones, in which order."""

from typing import Annotated

from ninja import Query

from maitre.kit.rest.shapes import Question
from maitre.shared.records.rules import PUBLIC_SORTS, SORTS

Q = Annotated[Question, Query("", description="The query language", example="state:open priority<=2")]
Sort = Annotated[
    str,
    Query(
        max_length=40,
        description=f"{', '.join(PUBLIC_SORTS)}; for those who work on records also "
        + ", ".join(sorted(SORTS.keys() - set(PUBLIC_SORTS))),
    ),
]
