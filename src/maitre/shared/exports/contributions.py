"""What exports add elsewhere: their jobs."""

from maitre.shared.exports import jobs  # noqa: F401  (declares the jobs)
