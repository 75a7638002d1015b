"""Measures Maitre as people meet it: data sets of ten thousand and of a million incidents, built through `arrive`,
and every page, call and search of them over HTTP, beside yardsticks of the same machine.

    python -m bench            (make bench)        both sets, some minutes
    python -m bench --small    (make bench-small)  ten thousand only, two minutes

It is a tool for whoever works on Maitre, not a part of the product: nothing in src/ knows of it.
"""
