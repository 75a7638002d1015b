"""Finds records by the words in them: title, description, comments, notes, names of files; each part with its audience.

What a word is stands in kernel/words; who may see a record in shared/access; lists and filters in shared/records.
"""
