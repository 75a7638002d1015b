"""The book of everything that is not a record: sign-in, grants, tokens, definitions, exports.

Records keep their own timelines.
"""
