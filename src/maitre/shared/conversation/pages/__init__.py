"""Pages of the conversation: one attached file."""
