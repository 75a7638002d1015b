"""Who may: grants, circles, tokens, sign-in, and the one answer to what a person may see or do."""
