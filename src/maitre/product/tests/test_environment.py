"""What an operator can say, and what Maitre answers when it makes no sense."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from maitre.kernel.errors import Invalid
from maitre.product.environment import Environment, kept_secret, read


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An operator in an empty folder who has said nothing yet."""
    for name in [name for name in os.environ if name.startswith("MAITRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_without_a_word_the_home_is_var_here_and_only_this_machine_can_connect(
    operator: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = read()
    assert (said.home, said.host, said.port, said.embedded) == (tmp_path / "var", "127.0.0.1", 8000, True)


def test_a_dot_env_file_is_read_and_the_environment_wins_over_it(
    operator: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=8123\nMAITRE_BASE_URL=https://desk.example\nUNRELATED=1\n")
    operator.setenv("PORT", "8124")
    assert (read().port, read().base_url) == (8124, "https://desk.example")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "PORT: .*integer"),
        ("PORT", "70000", "PORT: .*65535"),
        ("MAITRE_DATABASE_URL", "postgres//nowhere", "database_url: .*not a PostgreSQL address"),
        ("MAITRE_SECRET_KEY", "short", "MAITRE_SECRET_KEY: .*32"),
        ("MAITRE_TRUSTED_PROXIES", "proxy.example", "trusted_proxies: .*'proxy.example'"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name(
    operator: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    operator.setenv(name, value)
    with pytest.raises(Invalid, match=said):
        read()


def test_the_command_line_says_a_wrong_value_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maitre", "migrate"],
        env=os.environ | {"PORT": "http"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("maitre: Settings cannot be used: PORT")
    assert "Traceback" not in done.stderr


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    said = Environment(home=tmp_path / "home")
    assert said.secret_key == Environment(home=tmp_path / "home").secret_key
    assert len(said.secret_key) >= 50
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret_key"]


def test_two_processes_that_come_first_agree_on_one_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from maitre.product.environment import kept_secret\n"
        "sys.stdin.read(); print(kept_secret(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "secret")]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert len({process.communicate()[0] for process in both}) == 1


def test_a_given_secret_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the operator's own\n")
    assert kept_secret(tmp_path / "secret") == "the operator's own"


def test_a_database_elsewhere_is_used_with_all_its_parameters(operator: pytest.MonkeyPatch) -> None:
    operator.setenv("MAITRE_DATABASE_URL", "postgresql://ada:s3cret@db.example:6432/desk?sslmode=require")
    found = read().database()["default"]
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "desk")
    assert (found["USER"], found["PASSWORD"], found["OPTIONS"]["sslmode"]) == ("ada", "s3cret", "require")
    assert not read().embedded


def test_behind_pgbouncer_no_cursor_is_kept_on_the_server(operator: pytest.MonkeyPatch) -> None:
    operator.setenv("MAITRE_DATABASE_URL", "postgresql://pool.example/desk")
    assert read().database()["default"]["DISABLE_SERVER_SIDE_CURSORS"] is False
    operator.setenv("MAITRE_DATABASE_DIRECT_URL", "postgresql://db.example/desk")
    assert read().database()["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_reading_the_address_of_the_embedded_database_makes_nothing(tmp_path: Path) -> None:
    found = Environment(home=tmp_path / "home", database_pool=8).database()["default"]
    assert found["OPTIONS"]["pool"]["max_size"] == 8
    assert found["PASSWORD"] == ""
    assert not (tmp_path / "home").exists()
