"""The catalogues of languages other than English, kept in step with the texts in pages and code:

    python -m maitre.product.messages extract    find every text, bring each language's catalogue up to date
    python -m maitre.product.messages compile    make what Django reads (`make` does so too, per changed file)

A text that changed is a new text: nothing is guessed from a similar one (no "fuzzy" entries), and what is no longer
said is removed, for the history of a translation is in git.
"""

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1]
LOCALES = SOURCE / "product" / "locale"
DOMAIN = "django"
KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
METHODS = {".py": ("python", {}), ".html": ("jinja2", {"extensions": "jinja2.ext.do", "silent": "false"})}
LEFT_OUT = {"tests", "migrations", "locale", "static"}


def sources() -> Iterator[Path]:
    """Every file that may say something to people, in a stable order."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in METHODS and not LEFT_OUT.intersection(path.relative_to(SOURCE).parts):
            yield path


def said() -> Catalog:
    """Every text found in pages and code, without translations."""
    found = Catalog(project="Maitre", domain=DOMAIN, charset="utf-8")
    for path in sources():
        method, options = METHODS[path.suffix]
        place = path.relative_to(SOURCE).as_posix()
        texts = extract_from_file(method, path, keywords=KEYWORDS, options=options)
        for _line, message, _comments, context in texts:
            found.add(message, locations=[(place, 0)], context=context)
    return found


def catalogues() -> Iterator[Path]:
    """The catalogue of each language."""
    yield from sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(path: Path) -> Catalog:
    """A catalogue as it stands in its file; a damaged one is an error with its line."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, domain=DOMAIN, abort_invalid=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts that this language cannot say yet."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (message.fuzzy or not all(forms(message.string)))
    ]


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """A text in all its forms: one, or one per plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def extract() -> None:
    """Bring each catalogue up to date with the texts; say what is left to translate."""
    texts = said()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        written = BytesIO()
        write_po(written, catalogue, width=110, include_lineno=False)
        path.write_bytes(written.getvalue())
        missing = untranslated(catalogue)
        sys.stdout.write(f"{path.parents[1].name}: {len(catalogue)} texts, {len(missing)} not translated\n")
        sys.stdout.writelines(f"  {text}\n" for text in missing)


def compile_all() -> None:
    """Make the file beside each catalogue that Django reads."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


COMMANDS = {"extract": extract, "compile": compile_all}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m maitre.product.messages {'|'.join(COMMANDS)}\n")
        return 2
    COMMANDS[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
