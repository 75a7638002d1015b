"""Pages of access: signing in and out."""
