"""Organisations, people and teams: who exists and where they belong. What they may do is shared/access."""
