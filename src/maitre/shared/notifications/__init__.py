"""Who hears of what, and what waits to be read. What an entry says is in the room it comes from; mail is not here."""
