"""The command line as a shell sees it: what a command prints where, and its exit status."""

import io
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


class Terminal:
    """`terminal("mail", "outbox")` is `maitre mail outbox` in the installation of the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str, typed: str = "") -> Said:
        from maitre.product import cli, installation

        self._monkeypatch.setattr(installation, "installation", _here)
        if find_spec(f"maitre.product.cli.{words[0]}"):  # a command may be called otherwise than its module
            module: Any = import_module(f"maitre.product.cli.{words[0]}")
            self._monkeypatch.setattr(module, "installation", _here, raising=False)
        self._monkeypatch.setattr(sys, "argv", ["maitre", *words])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        self._capsys.readouterr()
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(bool(end.code))
        printed = self._capsys.readouterr()
        return Said(status, printed.out, printed.err)


def _here(*, direct: bool = False) -> "nullcontext[None]":
    """The test's own database is the installation."""
    return nullcontext()
