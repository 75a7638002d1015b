"""Tasks as JSON: those of a record, each by its number, the same verbs as on the pages."""
