"""The suites that try made-up examples, with many more of them than in `make test`."""

import os
import subprocess
import sys

from soak.installation import PROJECT

SUITES = (
    "src/maitre/kernel/tests",
    "src/maitre/shared/records/tests/test_query_sql.py",
    "src/maitre/operation/incident/tests/test_door_stateful.py",
    "tests/contract/test_rest_fuzz.py",
)


def run() -> bool:
    """Whether all passed. What they say goes to standard output as it comes."""
    command = [sys.executable, "-m", "pytest", "-n", "2", *SUITES]
    environment = {**os.environ, "MAITRE_HYPOTHESIS_PROFILE": "soak"}
    return subprocess.run(command, env=environment, cwd=PROJECT, check=False).returncode == 0
