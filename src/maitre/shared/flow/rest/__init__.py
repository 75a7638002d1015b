"""Sums of groups as JSON: the shape that every practice's own address answers with."""
