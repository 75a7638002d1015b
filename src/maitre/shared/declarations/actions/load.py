"""Read definitions from a folder: every error of every file, each with its line, before anything is compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.declarations.actions import yaml_text
from maitre.shared.declarations.actions.yaml_text import Document, Unreadable
from maitre.shared.declarations.rules import Definition, kinds

LARGEST_FILE = 2 * 2**20
"""Bytes; some twenty thousand definitions."""

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Found:
    """A definition and where it was written."""

    definition: Definition
    file: str
    document: Document

    @property
    def name(self) -> tuple[str, str]:
        return self.definition.kind, self.definition.key

    def where(self, path: tuple[str | int, ...] = ()) -> str:
        return f"{self.file}:{self.document.line(path)}"


def load(folder: Path) -> list[Found]:
    """All definitions in the YAML files under `folder` (or in that one file). Raises Invalid listing every error."""
    errors: list[FieldError] = []
    found: dict[tuple[str, str], Found] = {}
    for path in yaml_files(folder):
        for each in _of_file(path, str(path.relative_to(folder)) if path != folder else path.name, errors):
            first = found.setdefault(each.name, each)
            if first is not each:
                kind, key = each.name
                errors.append(
                    FieldError(each.where(), "twice", f"{kind} “{key}” stands already at {first.where()}")
                )
    refuse(errors)
    return list(found.values())


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files under `folder`, by name; hidden files and folders are left out."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise Invalid(f"There is no folder {folder}.")
    paths = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(
        path for path in paths if not any(part[0] == "." for part in path.relative_to(folder).parts)
    )


def refuse(errors: Iterable[FieldError]) -> None:
    """Raise Invalid with these errors, in the order of files and lines; nothing when there are none."""
    listed = sorted(errors, key=_place)
    if listed:
        many = "is 1 error" if len(listed) == 1 else f"are {len(listed)} errors"
        raise Invalid(f"There {many} in these definitions; nothing was applied.", errors=listed)


def _place(error: FieldError) -> tuple[str, int]:
    file, _, line = error.field.rpartition(":")
    return file, int(line) if line.isdigit() else 0


def _of_file(path: Path, name: str, errors: list[FieldError]) -> Iterator[Found]:
    if path.stat().st_size > LARGEST_FILE:
        errors.append(
            FieldError(f"{name}:1", "too_large", f"is larger than {LARGEST_FILE // 2**20} MB; split it")
        )
        return
    try:
        for document in yaml_text.read(path.read_text("utf-8")):
            each = _definition(document, name, errors)
            if each:
                yield each
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        errors.append(FieldError(f"{name}:{line}", "not_utf8", "is not text in UTF-8"))
    except Unreadable as error:
        errors.append(FieldError(f"{name}:{error.line}", "yaml", error.sentence))


def _definition(document: Document, file: str, errors: list[FieldError]) -> Found | None:
    value = document.value
    if not isinstance(value, dict):
        errors.append(
            FieldError(
                f"{file}:{document.line(())}", "type", "a definition has names and values: kind, key …"
            )
        )
        return None
    kind = value.get("kind")
    known = kinds()
    if not isinstance(kind, str) or kind not in known:
        said = f"“{kind}” is no kind of definition" if kind is not None else "the kind is missing"
        where = f"{file}:{document.line(('kind',))}"
        errors.append(FieldError(where, "unknown_kind", f"{said}; there are {', '.join(known)}"))
        return None
    try:
        definition = known[kind].schema.model_validate(value)
        definition.check()
    except ValidationError as error:
        errors += (
            FieldError(
                f"{file}:{document.line(item['loc'])}", item["type"], _sentence(item["loc"], item["msg"])
            )
            for item in error.errors()
        )
    except Invalid as error:
        errors += (
            FieldError(
                f"{file}:{document.line(_path(each.field))}", each.code, f"{each.field}: {each.message}"
            )
            for each in error.errors or [FieldError("", error.code, error.sentence)]
        )
    else:
        return Found(definition, file, document)
    return None


def _path(field: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in field.split("."))


def _sentence(path: tuple[str | int, ...], message: str) -> str:
    """Pydantic's message in our words where its own are a programmer's."""
    name = ".".join(str(part) for part in path)
    plain = message.removeprefix("Value error, ")
    if message.startswith("Extra inputs"):
        plain = "there is no such field"
    elif message == "Field required":
        plain = "is missing"
    else:
        plain = plain.replace("Input should", "should")
    return f"{name}: {plain}"
