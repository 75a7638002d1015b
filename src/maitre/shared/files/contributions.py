"""What the file store adds elsewhere: its job."""

from maitre.shared.files import jobs  # noqa: F401  (declares the jobs)
