"""Whatever fits the OpenAPI document, and much that does not: never a server error, always an answer it describes."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from maitre.product.rest import api
from maitre.product.wsgi import application
from tests.callers import Caller
from tests.cast import Cast


def read_and_closed(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The application as a server asks it. Left to itself, what asks here reads a file and leaves it open."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = read_and_closed
SOAK = os.environ.get("MAITRE_HYPOTHESIS_PROFILE") == "soak"
EXAMPLES = 50 if SOAK else 5
"""Calls made up for each operation; in a soak also those that follow from its boundaries, a few hundred each."""
schema.config.phases.coverage.enabled = SOAK
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_document_is_openapi() -> None:
    schema.validate()


@pytest.fixture
def number(cast: Cast) -> Iterator[str]:
    """An incident in work, with something of everything."""
    label = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    agnes.post(f"/incidents/{label}/taking")
    agnes.post(f"/records/{label}/comments", {"body": "Looking.", "visibility": "internal"})
    # The end of a request closes the connection, and with it the transaction this test lives in.
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    yield label
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_it_says(case: schemathesis.Case, cast: Cast, number: str) -> None:
    caller = Caller(cast.person("ada"))
    if "number" in (case.path_parameters or {}):
        case.path_parameters["number"] = number
    case.call_and_validate(
        checks=CHECKS,
        headers={"Authorization": f"Bearer {caller.secret}", "Host": "localhost"},
        base_url="http://localhost",
    )
