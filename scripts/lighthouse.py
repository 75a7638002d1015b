"""How Google's Lighthouse rates the queue, a record and the portal, as a desktop and as a phone, of a demo of our own.

    make lighthouse
    make lighthouse ARGS="--at http://127.0.0.1:8000 --runs 3"

The reports lie in $MAITRE_HOME/lighthouse (default var/lighthouse). Each page is rated several times and the middle run
counts. Fails when a performance is below 95. Lighthouse comes from npm (package-lock.json) and asks nobody but us.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from screenshots import AGENT, REQUESTER, ROOT, demo, label_of, running, sign_in

LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = (
    ("queue", AGENT, "/incidents"),
    ("record", AGENT, "/incidents/LABEL"),
    ("portal", REQUESTER, "/"),
    ("portal-record", REQUESTER, "/mine/LABEL"),
)
PRESETS = {"desktop": ["--preset=desktop"], "mobile": []}
CATEGORIES = ("performance", "accessibility", "best-practices")
WANTED = 95
CHROME = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


def rate(address: str, session: str, report: Path, preset: str) -> dict[str, float]:
    """Scores of one run, 0 to 100."""
    chromium = next(
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    )
    node = shutil.which("node")
    if not node or not LIGHTHOUSE.is_file():
        sys.exit("Lighthouse needs Node 18 or later, and `make lighthouse` to fetch it.")
    headers = report.with_suffix(".headers")
    headers.write_text(json.dumps({"Cookie": f"sessionid={session}"}))
    command = [node, str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}",
               f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}", f"--chrome-flags={CHROME}",
               "--no-enable-error-reporting", *PRESETS[preset]]  # fmt: skip
    try:
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
    finally:
        headers.unlink()  # it opens a session
    told = json.loads(report.read_text())
    if told.get("runtimeError"):
        sys.exit(f"{address}: {told['runtimeError']['message']}")
    return {name: round(100 * told["categories"][name]["score"]) for name in CATEGORIES}


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--at", help="address of a Maitre with the demo company that runs already")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", default="", help="begin of the name of the page wanted")
    given = options.parse_args()
    folder = Path(os.environ.get("MAITRE_HOME", ROOT / "var")) / "lighthouse"
    folder.mkdir(parents=True, exist_ok=True)
    slow = []
    with running(given.at) if given.at else demo() as base:
        sessions = {who: _session(base, who) for who in (AGENT, REQUESTER)}
        for name, who, path in PAGES:
            if not name.startswith(given.only):
                continue
            session, label = sessions[who]
            for preset in PRESETS:
                runs = [
                    rate(
                        base + path.replace("LABEL", label),
                        session,
                        folder / f"{name}-{preset}-{n}.json",
                        preset,
                    )
                    for n in range(given.runs)
                ]
                middle = {each: statistics.median_low([run[each] for run in runs]) for each in CATEGORIES}
                print(
                    f"{name:14} {preset:8}",
                    "  ".join(f"{each} {middle[each]:.0f}" for each in CATEGORIES),
                    flush=True,
                )
                if middle["performance"] < WANTED:
                    slow.append(f"{name} {preset}")
    print(f"Reports: {folder}")
    if slow:
        print(f"Below {WANTED}: {', '.join(slow)}")
    return 1 if slow else 0


def _session(base: str, who: str) -> tuple[str, str]:
    """The session of somebody who signed in, and a record of theirs."""
    chromium = next(
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = sign_in(browser, base, who, 1440, "light")
        label = label_of(page, base, who)
        session = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
        browser.close()
    return session, label


if __name__ == "__main__":
    sys.exit(main())
