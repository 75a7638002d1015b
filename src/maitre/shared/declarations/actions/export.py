"""Write the installation's definitions as files, which planned against it differ in nothing."""

from pathlib import Path
from typing import Any

from maitre.kernel import durable
from maitre.kernel.errors import Invalid
from maitre.shared.declarations.actions import yaml_text
from maitre.shared.declarations.actions.load import yaml_files
from maitre.shared.declarations.rules import Definition, kinds


def export(folder: Path) -> dict[str, int]:
    """One file per kind; how many definitions each got. Files of ours are replaced, others refused, nothing merged."""
    names = {f"{kind}.yaml": kind for kind in kinds()}
    if folder.exists() and not folder.is_dir():
        raise Invalid(f"{folder} is a file; name a folder.")
    strange = (
        [path for path in yaml_files(folder) if str(path.relative_to(folder)) not in names]
        if folder.exists()
        else []
    )
    if strange:
        raise Invalid(
            f"{folder} holds definitions of its own ({strange[0].name}), which the export would repeat."
            " Export into another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return {name: _write(folder / name, kind) for name, kind in names.items()}


def _write(path: Path, kind: str) -> int:
    definitions = [each for _, each in sorted(kinds()[kind].read().items())]
    if definitions:
        text = yaml_text.write([_plain(each) for each in definitions])
        durable.write(path, text.encode(), mode=0o666)  # less what the operator's umask takes
    else:
        path.unlink(missing_ok=True)
    return len(definitions)


def _plain(definition: Definition) -> dict[str, Any]:
    """As people would write it: what is as the schema has it anyway is left out."""
    names = {"kind": definition.kind, "key": definition.key}
    return names | definition.model_dump(mode="json", exclude={"kind", "key"}, exclude_defaults=True)
