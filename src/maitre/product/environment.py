"""What an installation is told from outside: environment variables and `.env`, read once, typed, documented.

Django's own settings are made from this; no other module reads `os.environ`. Values people change while
Maitre runs (calendars, teams, rules) are definitions in the database and do not live here.
"""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from maitre.kernel import durable
from maitre.kernel.errors import FieldError, Invalid
from maitre.product.connection import PATIENCE, PatientConnection
from maitre.product.launcher import address
from maitre.shared.files.rules import Bucket, Folder, read_address
from maitre.shared.mail.rules import read_sender, read_server

# Seconds a request waits for a connection: somewhat longer than the connection waits for PostgreSQL.
POOL_TIMEOUT = PATIENCE + 2
PREPARED_AFTER = 3
"""Times a statement is sent on one connection before PostgreSQL keeps it."""


class Environment(BaseSettings):
    """Every setting an operator can give. Names are upper case with the prefix `MAITRE_`, except `PORT`."""

    model_config = SettingsConfigDict(
        env_prefix="MAITRE_", env_file=".env", extra="ignore", validate_assignment=True, env_ignore_empty=True
    )

    home: Path = Field(
        default=Path("var"), validate_default=True, description="Folder of everything this installation keeps"
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("PORT", "MAITRE_PORT"),
        description="TCP port the server listens on; 0 takes a free one",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on")
    database_url: str | None = Field(
        default=None, description="PostgreSQL to use instead of the embedded one (postgresql://...)"
    )
    database_direct_url: str | None = Field(
        default=None, description="The same database without PgBouncer, for LISTEN and migrations"
    )
    database_pool: int = Field(
        default=0, ge=0, le=100, description="Most connections one process holds; 0 opens one per thread"
    )
    postgres_bin: Path | None = Field(
        default=None, description="Folder with `postgres` and `initdb` to use instead of the packaged ones"
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of proxies in front, comma separated, or *; their X-Forwarded-* is believed",
    )
    connections: int = Field(
        default=1000, ge=10, le=10_000, description="Most connections open in one web process"
    )
    connections_per_address: int = Field(
        default=100,
        ge=5,
        le=10_000,
        description="Of these, most from one address (an IPv6 /64 counts as one); trusted proxies are not bound by it",
    )
    header_seconds: float = Field(
        default=20, gt=0, le=600, description="Seconds in which the headers of a request must have come"
    )
    least_rate: int = Field(
        default=500,
        ge=0,
        le=1_000_000,
        description="Bytes a second, on average after 20 seconds, at which bodies must come and answers be read",
    )
    web_processes: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Web processes under `maitre up`; one a core from 2 to 4 if absent",
    )
    metrics_token: str | None = Field(
        default=None,
        min_length=16,
        description="Bearer token for /metrics from elsewhere; without it only this machine is told",
    )
    base_url: str | None = Field(default=None, description="Address people type, used in mail and links")
    smtp_url: str | None = Field(
        default=None,
        description="Mail server that takes letters: smtp://user:password@host:587 (?tls=required, offered or none), "
        "or smtps://... Without it or a base address nothing leaves by e-mail",
    )
    mail_from: str | None = Field(
        default=None,
        description="Sender of letters, as Service desk <desk@example.org>; maitre@ the base address if absent",
    )
    files_url: str | None = Field(
        default=None,
        description="Where files are kept, the same for all homes of one database: file:///folder, or "
        "s3://bucket/prefix?endpoint=https://...&region=... with key and secret from the usual AWS environment (or "
        "s3://key:secret@bucket); `files/` in the home if absent",
    )
    given_secret_key: str | None = Field(
        default=None,
        min_length=32,
        validation_alias=AliasChoices("MAITRE_SECRET_KEY", "given_secret_key"),
        description="Key that signs sessions; made and kept in the home if absent",
    )
    debug: bool = Field(default=False, description="Show tracebacks in pages; never where others can connect")

    @field_validator("home", "postgres_bin")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and Path(os.path.abspath(value.expanduser()))  # noqa: PTH100 - keeps symbolic links

    @field_validator("database_url", "database_direct_url")
    @classmethod
    def _connection(cls, value: str | None) -> str | None:
        if value:
            try:
                conninfo_to_dict(value)
            except ProgrammingError as error:
                raise ValueError(f"not a PostgreSQL address: {error}") from None
        return value

    @field_validator("files_url")
    @classmethod
    def _file_store(cls, value: str | None) -> str | None:
        if value:
            read_address(value)
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value:
            read_server(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value:
            read_sender(value)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        if value.strip() != "*":
            networks(value)
        return value

    @property
    def embedded(self) -> bool:
        """Whether this installation runs its own PostgreSQL."""
        return not self.database_url

    @property
    def secret_key(self) -> str:
        """The given key, or the one kept in the home, made on first use."""
        if self.given_secret_key:
            return self.given_secret_key
        return kept_secret(self.home / "secret_key")

    @property
    def files(self) -> Folder | Bucket:
        """Where files are kept."""
        return read_address(self.files_url) if self.files_url else Folder(self.home / "files")

    def assign(self, **values: Any) -> None:
        """Set values here and for every process started from this one."""
        for name, value in values.items():
            try:
                setattr(self, name, value)
            except ValidationError as error:
                raise _refusal(error) from None
            os.environ["PORT" if name == "port" else f"MAITRE_{name.upper()}"] = str(getattr(self, name))

    def database(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES. A pool (`database_pool` > 0) survives a restart of PostgreSQL: it checks each
        connection it hands out and makes a new one when the server has gone and come back."""
        if self.database_url:
            options: dict[str, Any] = dict(conninfo_to_dict(self.database_url))
        else:
            options = address.parameters(self.home)
        options.setdefault("application_name", "maitre")
        # Statements are parsed and planned once a connection, not once a request: half of what the database did.
        options["server_side_binding"] = True
        # A direct address beside the usual one tells of a pooler in between, whose connections change under a session.
        options["prepare_threshold"] = None if self.database_direct_url else PREPARED_AFTER
        default: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": options.pop("dbname", "maitre"),
            "USER": options.pop("user", ""),
            "PASSWORD": options.pop("password", ""),
            "HOST": options.pop("host", ""),
            "PORT": str(options.pop("port", "")),
            "OPTIONS": options,
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": bool(self.database_direct_url),
        }
        if self.database_pool:
            options["pool"] = {
                "min_size": 1,
                "max_size": self.database_pool,
                "timeout": POOL_TIMEOUT,
                "connection_class": PatientConnection,
            }
        return {"default": default}


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, comma separated."""
    return [ip_network(each.strip()) for each in text.split(",") if each.strip()]


def kept_secret(path: Path) -> str:
    """The secret in `path` (readable by its owner only), made when absent. Safe when two processes come
    first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    durable.make_once(path, f"{secrets.token_urlsafe(48)}\n".encode())
    return path.read_text().strip()


def _refusal(error: ValidationError) -> Invalid:
    fields = [
        FieldError(".".join(map(str, item["loc"])), item["type"], item["msg"]) for item in error.errors()
    ]
    said = "; ".join(f"{field.field}: {field.message}" for field in fields)
    return Invalid(f"Settings cannot be used: {said}", errors=fields)


def read() -> Environment:
    """Read environment and `.env`; a wrong value is an Invalid that names the setting."""
    try:
        return Environment()
    except ValidationError as error:
        raise _refusal(error) from None


environment = read()
