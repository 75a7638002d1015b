"""`maitre token create` prints a secret once that works."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from maitre.kernel.errors import NotFound
from maitre.product import installation
from maitre.product.cli import application
from maitre.shared.access.models import Token
from maitre.shared.audit.models import AuditEvent
from tests.callers import Caller
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database is the installation."""
    monkeypatch.setattr(installation, "installation", nullcontext)


def run(*words: str) -> str:
    return CliRunner().invoke(application(), ["token", "create", *words], catch_exceptions=False).stdout


def test_the_secret_is_all_that_is_printed_and_it_works(cast: Cast) -> None:
    secret = run("Agnes@harbour.example", "--name", "Monitoring").strip()
    agnes = Caller(cast.person("agnes"))
    made = agnes.post("/incidents", {"title": "x"}, Authorization=f"Bearer {secret}")
    assert made.status_code == 201
    event = AuditEvent.objects.get(what="token_issued", by_name="maitre token create")
    assert event.subject == "agnes@harbour.example"
    assert secret not in "".join(each.sealed for each in AuditEvent.objects.all())


def test_it_can_be_made_for_reading_only_and_for_a_while(cast: Cast) -> None:
    run("rita@harbour.example", "--name", "Report", "--no-write", "--days", "1")
    token = Token.objects.get(name="Report")
    assert token.scopes == ["read"]
    assert (token.expires_at - token.created_at).total_seconds() == pytest.approx(86_400, abs=60)


def test_for_nobody_there_is_no_token(cast: Cast) -> None:
    with pytest.raises(NotFound, match="Nobody active"):
        run("nobody@harbour.example", "--name", "x")
    assert not Token.objects.exists()
