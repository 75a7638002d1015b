"""Pure Python that every practice stands on. No framework, no clock, no input or output: the time is an argument."""
