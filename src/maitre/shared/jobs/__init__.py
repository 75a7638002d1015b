"""Work that runs later, in lanes, deferred in the transaction of what caused it. What it does is its practice's."""
