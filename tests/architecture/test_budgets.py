"""Budgets of the house that can be read from the source: how long a file, a function, a template may be."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, SOURCE, is_product, modules, p90, templates
from tests.patience import PATIENCE

FILE, FILE_P90 = 400, 200
FUNCTION, FUNCTION_P90 = 60, 25
TEMPLATE = 150
BANNED = {"utils", "common", "core", "extras", "helpers", "lib", "misc", "services", "managers"}


def test_no_file_is_longer_than_one_reads_in_one_go() -> None:
    sizes = {module.name: module.lines for module in modules()}
    assert {name: size for name, size in sizes.items() if size > FILE} == {}
    assert p90(list(sizes.values())) <= FILE_P90


def test_no_function_is_longer_than_a_screen() -> None:
    sizes = {where: size for module in modules() for where, size in module.functions()}
    assert {where: size for where, size in sizes.items() if size > FUNCTION} == {}
    assert p90(list(sizes.values())) <= FUNCTION_P90


def test_no_template_is_longer_than_two_screens() -> None:
    sizes = {path.relative_to(SOURCE).as_posix(): len(path.read_text().splitlines()) for path in templates()}
    assert {name: size for name, size in sizes.items() if size > TEMPLATE} == {}


def test_tests_are_read_too() -> None:
    tests = [path for path in SOURCE.rglob("*.py") if not is_product(path) and "migrations" not in path.parts]
    sizes = {
        path.as_posix(): len(path.read_text().splitlines())
        for path in [*tests, *(ROOT / "tests").rglob("*.py")]
    }
    assert {name: size for name, size in sizes.items() if size > FILE} == {}


def test_nothing_has_a_name_that_says_nothing() -> None:
    everything = [*SOURCE.rglob("*"), *(ROOT / "tests").rglob("*"), *(ROOT / "scripts").rglob("*")]
    assert [path for path in everything if path.stem in BANNED and "vendor" not in path.parts] == []


def test_every_module_says_in_its_first_line_what_lives_here() -> None:
    silent = [
        module.name
        for module in modules()
        if module.text.strip() and not ast.get_docstring(module.tree) and module.path.name != "apps.py"
    ]
    assert silent == []


WEB = r"""
import re, sys
from pathlib import Path

from maitre.product.wsgi import application
from django.test import RequestFactory
answer = application(RequestFactory().get("/nothing-here", HTTP_HOST="127.0.0.1").environ, lambda *given: None)
b"".join(answer)
# Not ru_maxrss: that still counts the process this one was forked from.
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(len(sys.modules), int(peak[1]) / 1024)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""
MODULES = 2_150
"""What a web process imports until it answers: at some 0.8 ms each, two seconds of an ordinary machine."""
LATE = {"boto3", "botocore", "openpyxl", "python_calamine", "holidays", "typst", "segno"}
"""Heavy ones, loaded by the pages and jobs that need them."""


@pytest.mark.django_db
def test_a_web_process_imports_little_and_needs_less_than_200_megabytes() -> None:
    """From the first import to a page that asks no database. How soon that is, `make bench` tells."""
    command = [sys.executable, "-W", "ignore", "-c", WEB]
    told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert told.returncode == 0, told.stderr
    figures, packages = told.stdout.splitlines()[-2:]
    modules_imported, megabytes = map(float, figures.split())
    assert modules_imported <= MODULES
    assert megabytes <= 200, f"{megabytes:.0f} MB"
    assert LATE & set(packages.split()) == set()
