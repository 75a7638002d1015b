"""The one poll of an open page: counters that mean work for me, unchanged most of the time."""

import hashlib
import json

from django.http import HttpResponse

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.records.querysets import pulse


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """JSON with an ETag: 304 where nothing has changed."""
    body = json.dumps(pulse(request.actor)).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(
        body, content_type="application/json", headers={"ETag": tag, "Cache-Control": "private, no-cache"}
    )
