"""A bucket that speaks S3 as a file store. Loaded only where one is used: boto3 is large."""

import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils import timezone
from storages.backends.s3 import S3Storage

from maitre.shared.files.rules import LEFT_BEHIND

P = ParamSpec("P")
R = TypeVar("R")

_INERT = {"ContentType": "application/octet-stream", "ContentDisposition": "attachment"}
"""What a bucket would say of an object to whoever reached it past us."""
_FULL = frozenset(
    {"InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
)
_PARTS_FROM = 64 * 2**20
"""Bytes from which a file is sent in parts: every attachment is smaller, and one request is there whole or not."""
_IN_MEMORY = 2**20
_HTTP_FULL = 507


def _as_a_disk_would(call: Callable[P, R]) -> Callable[P, R]:
    """What goes wrong with a bucket, told as an OSError without the bucket's own words."""

    @wraps(call)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        with _plain():
            return call(*args, **kwargs)

    return told


@contextmanager
def _plain() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error) as error:
        number = errno.ENOSPC if _is_full(error) else errno.EIO
        raise OSError(number, f"the bucket answered {_code(error) or type(error).__name__}") from error


def _is_full(error: BaseException) -> bool:
    cause = error if isinstance(error, ClientError) else error.__context__
    status = getattr(cause, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status == _HTTP_FULL or _code(error) in _FULL


def _code(error: BaseException) -> str:
    """S3's own word for what is wrong; a failed upload wraps the answer it got."""
    cause = error if isinstance(error, ClientError) else error.__context__
    return str(getattr(cause, "response", {}).get("Error", {}).get("Code", ""))


class Bucket(S3Storage):  # type: ignore[misc]
    """Objects are there whole or not at all, by S3's own promise. A name that is taken is written anew."""

    def __init__(self, **options: Any) -> None:
        self._making = threading.RLock()
        self._shared: Any = None
        addressing = "path" if options.get("endpoint_url") else "auto"
        super().__init__(
            file_overwrite=True,
            default_acl=None,
            object_parameters=dict(_INERT),
            max_memory_size=_IN_MEMORY,
            transfer_config=TransferConfig(multipart_threshold=_PARTS_FROM, use_threads=False),
            client_config=Config(
                s3={"addressing_style": addressing},
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 3},
                request_checksum_calculation="when_required",  # others than Amazon do not know the newer ones
                response_checksum_validation="when_required",
            ),
            **options,
        )

    @property
    def connection(self) -> Any:
        """A thread's own, made of what all share: each would read S3's description anew, which is large."""
        with self._making:
            return super().connection

    def _create_session(self) -> Any:
        if self._shared is None:
            self._shared = super()._create_session()
        return self._shared

    exists = _as_a_disk_would(S3Storage.exists)
    listdir = _as_a_disk_would(S3Storage.listdir)
    get_modified_time = _as_a_disk_would(S3Storage.get_modified_time)
    delete = _as_a_disk_would(S3Storage.delete)
    _save = _as_a_disk_would(S3Storage._save)

    @_as_a_disk_would
    def _open(self, name: str, mode: str = "rb") -> Any:
        """All of it is here before anybody is answered: what goes wrong on the way is told as what it is."""
        opened = super()._open(name, mode)
        opened.open()
        return opened

    def settle(self, name: str) -> None:
        """An object that is there is kept."""

    @_as_a_disk_would
    def probe(self) -> None:
        """Whether it answers to our key. Writing would cost with each look."""
        self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    @_as_a_disk_would
    def sweep(self) -> int:
        """Give up uploads in parts whose sender is gone; how many."""
        before = timezone.now() - timedelta(seconds=24 * LEFT_BEHIND)
        old = [each for each in self.bucket.multipart_uploads.all() if each.initiated < before]
        for each in old:
            each.abort()
        return len(old)
