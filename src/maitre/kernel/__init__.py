"""Pure Python that every practice stands on. No framework, no clock, no input or output: what time it is comes in as an argument."""
