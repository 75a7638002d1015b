"""Work that runs later, in lanes, deferred in the same transaction as what caused it. What the work is belongs to its practice."""
