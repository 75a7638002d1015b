"""The address of a file store: what is understood, what is refused, and that no secret is ever repeated."""

import subprocess
import sys
from pathlib import Path

import pytest

from maitre.kernel.errors import Invalid
from maitre.product.cli.settings import listed
from maitre.product.environment import environment
from maitre.shared.files.rules import Bucket, Folder, as_storage, read_address


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("file:///srv/maitre/files", Folder(Path("/srv/maitre/files"))),
        ("file://localhost/srv/our%20files", Folder(Path("/srv/our files"))),
        ("s3://maitre", Bucket("maitre")),
        ("s3://maitre/desk/files/", Bucket("maitre", "desk/files")),
        (
            "s3://maitre?endpoint=http://127.0.0.1:9000&region=eu-central-1",
            Bucket("maitre", endpoint="http://127.0.0.1:9000", region="eu-central-1"),
        ),
        ("s3://KEY:se%2Fcr%2Bet@maitre.files", Bucket("maitre.files", key="KEY", secret="se/cr+et")),
    ],
)
def test_an_address_is_read(url: str, meant: Folder | Bucket) -> None:
    assert read_address(url) == meant


@pytest.mark.parametrize(
    "url",
    [
        "/srv/files",
        "file://server/share",
        "file://",
        "file:///",
        "file:///srv?x=1",
        "s3://",
        "s3:///files",
        "s3://UPPER",
        "s3://maitre:9000/files",
        "s3://KEY:hunter2/abc@maitre",
        "s3://KEY@maitre",
        "s3://KEY:hunter2@maitre?acl=public",
        "s3://KEY:hunter2@maitre?endpoint=minio:9000",
        "https://KEY:hunter2@maitre.example",
        "s3://KEY:hunter2@[maitre",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAITRE_FILES_URL", "")
    with pytest.raises(Invalid, match="files_url") as refused:
        environment.assign(files_url=url)
    assert "hunter2" not in str(refused.value)
    assert "KEY" not in str(refused.value)


def test_no_secret_is_shown_where_settings_are_or_where_a_bucket_is_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "files_url", "s3://KEY:hunter2@maitre")
    assert {row["value"] for row in listed() if row["name"] == "MAITRE_FILES_URL"} == {"(set)"}
    assert "hunter2" not in repr(environment.files)
    assert as_storage(environment.files)["OPTIONS"]["secret_key"] == "hunter2"  # type: ignore[index]


def test_what_speaks_to_buckets_is_not_loaded_where_files_lie_in_a_folder() -> None:
    program = (
        "import sys, maitre.product.wsgi; from maitre.shared.files import actions; actions.probe(); "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('boto3', 'botocore', 'storages')))"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
