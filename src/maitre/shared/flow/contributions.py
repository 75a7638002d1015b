"""What flow adds elsewhere: its jobs, and that figures follow records into circles at once."""

from maitre.shared.flow import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.flow.actions import follow_circle
from maitre.shared.lifecycle.rules import on

on("confide", lambda happening: follow_circle(happening.record))
