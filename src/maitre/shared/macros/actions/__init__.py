"""The verbs of macros: keep, drop, look ahead, run."""

from maitre.shared.macros.actions.keep import drop_macro, keep_macro
from maitre.shared.macros.actions.run import Ahead, Foreseen, look_ahead, run_macro

__all__ = ["Ahead", "Foreseen", "drop_macro", "keep_macro", "look_ahead", "run_macro"]
