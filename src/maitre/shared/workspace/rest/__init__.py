"""REST of every practice, made of what it declares."""
