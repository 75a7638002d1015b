"""`maitre up`: one process that runs all others and outlives their deaths. It never imports Django, holds no
connection and serves nothing itself, so there is little in it that can fail."""

from maitre.product.supervisor.supervisor import Supervisor

__all__ = ["Supervisor"]
