"""Our own rules, a sentence each, that no common linter knows."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command

from maitre.product.timetable import TIMETABLE
from maitre.shared.jobs.actions import declared
from tests.architecture.source import SOURCE, Module, modules

DOORS = {"pages", "rest", "jobs", "imports"}


def calls(module: Module, *names: str) -> Iterator[ast.Call]:
    """Calls of a method or function with one of these names."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in names:
                yield node


def test_only_the_door_and_the_reception_write_a_state() -> None:
    """No `.update(state=...)`, no `.state = ...`, no SQL that sets it, outside shared/lifecycle and shared/arrivals."""
    found = []
    for module in modules():
        if module.name.startswith(("shared/lifecycle/", "shared/arrivals/", "kernel/")):
            continue
        for call in calls(module, "update", "save", "bulk_update", "update_or_create"):
            written = {keyword.arg for keyword in call.keywords}
            fields = [
                c.value for k in call.keywords for c in ast.walk(k.value) if isinstance(c, ast.Constant)
            ]
            if written & {"state", "phase", "head_seq", "head_hash"} or "state" in fields:
                found.append(module.line(call))
        for node in ast.walk(module.tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            found += [
                module.line(node)
                for each in targets
                if isinstance(each, ast.Attribute) and each.attr == "state"
            ]
        found += [module.name for _ in re.finditer(r"UPDATE\s+records_record\b", module.text)]
    assert found == []


def test_a_door_loads_records_only_through_what_its_caller_may_see() -> None:
    """Pages and REST never ask `.objects.all()`, `.filter()` or `.get()` for records they have not been shown."""
    guarded = {"Record", "Incident", "Attachment"}
    found = []
    for module in modules():
        if not {"pages", "rest"} & set(module.path.relative_to(SOURCE).parts):
            continue
        for call in calls(module, "all", "filter", "get", "first", "in_bulk", "values", "values_list"):
            text = ast.unparse(call)
            is_raw = bool(re.match(rf"({'|'.join(guarded)})\.objects\.\w+\([^()]*\)$", text))
            if is_raw and not _is_of_a_record_already_seen(text):
                found.append(f"{module.line(call)} {text[:100]}")
    assert found == []


def _is_of_a_record_already_seen(text: str) -> bool:
    """Rows asked for by the key of records that came through visible_to before."""
    return bool(re.search(r"\((record|pk|pk__in)=|in_bulk\(ids\)", text))


def test_letters_are_built_in_one_place() -> None:
    """What people typed becomes a header in shared/mail alone, where it is written as text and never read."""
    builders = ("email.message", "email.mime", "django.core.mail")
    found = [
        module.line(node)
        for module in modules()
        if module.name not in ("shared/mail/notices.py", "shared/mail/actions/dialog.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(builders)
    ]
    assert found == []


def test_no_model_inherits_from_one_with_a_table_of_its_own() -> None:
    """Multi-table inheritance loses the condition of an update: see shared/lifecycle/tests/test_claim.py."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("maitre.")]
    assert ours
    assert [model.__name__ for model in ours if model._meta.parents] == []


def test_the_kit_and_the_faces_hold_no_table() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith(("maitre.kit", "maitre.faces", "maitre.product")):
            assert list(config.get_models()) == [], config.name
    for module in (*modules("kit"), *modules("faces"), *modules("product")):
        classes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
        assert [c.name for c in classes if "models.Model" in map(ast.unparse, c.bases)] == [], module.name


def test_every_job_asked_for_is_declared() -> None:
    asked = {
        call.args[0].value: module.line(call)
        for module in modules()
        for call in calls(module, "later")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert {name: where for name, where in asked.items() if name not in declared()} == {}


def test_every_schedule_is_of_a_declared_job() -> None:
    assert set(TIMETABLE) <= set(declared())


def test_every_job_is_on_the_timetable_or_asked_for_by_somebody() -> None:
    source = " ".join(module.text for module in modules())
    assert {name for name in declared() if name not in TIMETABLE and source.count(f'"{name}"') < 2} == set()


def test_the_kernel_never_says_any() -> None:
    """`Any` switches the checker off; the kernel is where types carry the meaning."""
    found = [
        module.line(node)
        for module in modules("kernel")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name | ast.alias) and getattr(node, "id", getattr(node, "name", "")) == "Any"
    ]
    assert found == []


def test_no_import_of_ours_hides_in_a_function_without_saying_why() -> None:
    """Hidden imports hide cycles. Only product may load late, and says why on the line."""
    found = []
    for module in modules():
        for function in ast.walk(module.tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if any(name.split(".")[0] == "maitre" for name in names) and not module.name.startswith(
                    "product/"
                ):
                    found.append(module.line(node))
    assert found == []


def test_contributions_open_the_doors_of_their_own_room_only() -> None:
    found = []
    for module in modules():
        parts = module.name.split("/")
        if len(parts) < 3 or not parts[2].startswith("contributions"):
            continue
        room = f"maitre.{parts[0]}.{parts[1]}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                steps = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                doors = [step for step in steps if len(step.split(".")) > 3 and step.split(".")[3] in DOORS]
                found += [module.line(node) for step in doors if not step.startswith(f"{room}.")]
    assert found == []


def test_a_migration_calls_no_code_of_ours() -> None:
    """A migration is history: what it calls would change under it. Django itself names functions that give defaults."""
    named_by_django = re.compile(r"^import maitre[\w.]*\.(models|rules)$|default=maitre\.")
    found = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in SOURCE.rglob("migrations/*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\bmaitre\.", line) and not named_by_django.search(line)
    ]
    assert found == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    except SystemExit:
        pytest.fail("a model differs from its migrations: run makemigrations")


def test_time_is_never_asked_for_without_its_zone_or_slept_away() -> None:
    found = [
        module.line(call)
        for module in modules()
        for call in calls(module, "sleep", "utcnow")
        if not module.name.startswith("product/")
    ]
    assert found == []


WRITERS = {
    "kernel/durable.py",  # writes whole or not at all
    "shared/records/actions/keys.py",  # appends to a list, a line at a time
    "product/preparation.py",  # the mark of what was collected: a torn one is collected anew
    "product/launcher/cluster.py",  # PostgreSQL's configuration: written at each start
    "product/launcher/bound.py",  # files of the system
    "product/launcher/server.py",  # a log
    "product/launcher/occupancy.py",  # locks: nothing is in them
    "product/reference.py", "product/messages.py", "kit/web/stylesheet.py",  # what is built from source
}  # fmt: skip


def test_files_are_written_in_one_place_and_whole() -> None:
    """By `kernel/durable.py`, and in the file store by `shared/files`; who else writes stands above with the reason."""
    found = [
        module.name
        for module in modules()
        if "default_storage" in module.text or _writes(module)
        if module.name not in WRITERS and not module.name.startswith("shared/files/")
    ]
    assert found == []


def _writes(module: Module) -> bool:
    modes = [
        argument.value
        for call in calls(module, "open", "fdopen")
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    return any(calls(module, "write_text", "write_bytes")) or any(
        re.fullmatch(r"[rbt+]*[wax+][rbt+]*", mode) for mode in modes
    )
