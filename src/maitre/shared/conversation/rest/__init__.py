"""What can be done with every record, whatever its kind: say, attach, link, follow, and which verbs are open."""
