"""How the address of a file store is read: `file:///folder`, or `s3://bucket/prefix?endpoint=…&region=…`."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

MARK = "store"
"""The file that says which store this is; the database has the same word."""
DRAFTS = "drafts"
"""The folder of files that are being written, in the store itself: a name can only be given within one disk."""
LEFT_BEHIND = 3600
"""Seconds nobody has written to a draft after which whoever wrote it is gone."""
_SHAPE = (
    "is neither file:///folder nor s3://key:secret@bucket/prefix?endpoint=https://...&region=... "
    "(a / or + in a secret is written %2F or %2B)"
)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_OPTIONS = frozenset({"endpoint", "region"})


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is absent here ("") is taken from the usual AWS environment."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


def read_address(url: str) -> Folder | Bucket:
    """Raises ValueError, which repeats nothing of the address: it may hold a secret."""
    parts = urlsplit(url)
    if (
        parts.scheme == "file"
        and parts.netloc in ("", "localhost")
        and len(parts.path) > 1
        and not parts.query
    ):
        return Folder(Path(unquote(parts.path)))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = parts.netloc.rpartition("@")[2]
    if parts.scheme != "s3" or not _BUCKET.fullmatch(name) or set(options) - _OPTIONS or parts.fragment:
        raise ValueError(_SHAPE)
    if bool(parts.username) != bool(parts.password):
        raise ValueError("has a key without its secret, or a secret without its key")
    endpoint = options.get("endpoint", "")
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise ValueError("has an endpoint that is no address of the web")
    return Bucket(
        name=name,
        prefix=unquote(parts.path).strip("/"),
        endpoint=endpoint,
        region=options.get("region", ""),
        key=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )


def as_storage(store: Folder | Bucket) -> dict[str, object]:
    """The store as Django's STORAGES names it. A folder is MEDIA_ROOT."""
    if isinstance(store, Folder):
        return {"BACKEND": "maitre.shared.files.actions.disk.Disk"}
    options = {
        "bucket_name": store.name,
        "location": store.prefix,
        "endpoint_url": store.endpoint or None,
        "region_name": store.region or None,
    }
    if store.key:
        options |= {"access_key": store.key, "secret_key": store.secret, "security_token": None}
    return {"BACKEND": "maitre.shared.files.actions.bucket.Bucket", "OPTIONS": options}
