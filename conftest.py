"""For every test: a throw-away home, set before Django reads its settings, and one PostgreSQL in it for the
session.

The server starts when the first test asks for a database. With `-n 2` the first worker to ask starts it, the
others use it, each with a test database of its own.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KEPT = {"MAITRE_SHARED", "MAITRE_POSTGRES_BIN", "MAITRE_HYPOTHESIS_PROFILE"}
WORKER = "PYTEST_XDIST_WORKER" in os.environ

if not WORKER:
    for name in [name for name in os.environ if name.startswith("MAITRE_") and name not in KEPT]:
        del os.environ[name]
    os.environ["MAITRE_HOME"] = str(Path(tempfile.mkdtemp(prefix="maitre-test-")) / "home")
    os.environ["DJANGO_SETTINGS_MODULE"] = "maitre.product.settings"
HOME = Path(os.environ["MAITRE_HOME"])


def pytest_configure() -> None:
    import django

    from maitre.product.environment import environment

    if environment.home != HOME:
        pytest.exit(
            "Settings were read before conftest.py: unset DJANGO_SETTINGS_MODULE and do not pass --ds.", 4
        )
    django.setup()


def pytest_unconfigure() -> None:
    if not WORKER:
        shutil.rmtree(HOME.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def log_handlers() -> Iterator[None]:
    """As they were before: a command that ran here lays its log on the test's standard error, which is closed soon, and
    what a server of an earlier test says late would be printed to a later one."""
    root = logging.getLogger()
    before = root.handlers[:]
    yield
    root.handlers[:] = before


@pytest.fixture(scope="session")
def home() -> Path:
    """The home of this test session."""
    return HOME


@pytest.fixture(scope="session")
def postgres(home: Path) -> Iterator[str]:
    """DSN of the running test server. Writes are not flushed to disk: nothing here outlives the session."""
    from maitre.product.launcher import database

    with database(home, fsync=False) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: str, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The server runs before pytest-django makes its databases and until it has removed them."""
