"""Typed fields: what somebody is asked for, whoever asks. Which there are, practices say; nothing is kept here."""
