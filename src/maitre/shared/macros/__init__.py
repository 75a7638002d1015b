"""Macros: several verbs on one record kept under a name, and taken as one. What a verb does is its practice's."""
