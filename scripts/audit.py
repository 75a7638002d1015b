"""Ask the package index for known vulnerabilities of what we run with. Found ones fail; an index that does
not answer is said in capitals and passes, so that work goes on without a network but nobody mistakes it for
a clean answer."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements" / "run.txt"
COMMAND = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
OPTIONS = ["--format", "json", "--progress-spinner", "off", "--timeout", "20"]


def main() -> int:
    try:
        done = subprocess.run([*COMMAND, *OPTIONS], capture_output=True, text=True, timeout=240)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError) as error:
        said = error.stderr if isinstance(error, subprocess.TimeoutExpired) else done.stderr
        lines = str(said or error).strip().splitlines()
        print(f"DEPENDENCY AUDIT NOT DONE, the index did not answer: {lines[-1] if lines else error}")
        return 0
    found = [(package, each) for package in packages for each in package.get("vulns", [])]
    for package, each in found:
        fixed = ", ".join(each["fix_versions"]) or "no release"
        print(f"{package['name']} {package['version']}: {each['id']}, fixed in {fixed}")
    skipped = [package for package in packages if "skip_reason" in package]
    audited = len(packages) - len(skipped)
    print(f"Dependency audit: {audited} packages, {len(found)} known vulnerabilities.")
    if skipped:
        word = "DEPENDENCY AUDIT NOT DONE" if not audited else "NOT AUDITED"
        print(f"{word}: {len(skipped)} packages, the first because: {skipped[0]['skip_reason']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
