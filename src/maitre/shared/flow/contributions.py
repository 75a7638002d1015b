"""What flow adds elsewhere: its jobs."""

from maitre.shared.flow import jobs  # noqa: F401  (declares the jobs)
