"""Who is calling, and the nouns of who may: people, teams, organisations, calendars, grants, tokens, the audit book.

People, teams, organisations, calendars and the audit book have their tables lower down; who sees which of them is
decided here, so here is where they are told.
"""
