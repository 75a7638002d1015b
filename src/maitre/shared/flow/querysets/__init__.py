"""The vocabulary for asking about flow: figures of a period, and the records behind each number."""
