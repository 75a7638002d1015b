"""The identity, timeline and lists of everything that has a number and a life. Verbs are the practices' own."""
