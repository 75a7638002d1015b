"""The doors of every practice, derived from what it declares. No practice is named here."""
