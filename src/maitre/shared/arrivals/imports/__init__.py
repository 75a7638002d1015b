"""Foreign formats into `arrive`: files are read into cases, a mapping makes lives of them, good ones are written."""

from maitre.shared.arrivals.imports.cases import Format
from maitre.shared.arrivals.imports.mapping import Mapping, load
from maitre.shared.arrivals.imports.running import Outcome, Progress, bring

__all__ = ["Format", "Mapping", "Outcome", "Progress", "bring", "load"]
