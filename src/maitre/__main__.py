"""`python -m maitre`: the same as the command `maitre`."""

from maitre.product.cli import main

main()
