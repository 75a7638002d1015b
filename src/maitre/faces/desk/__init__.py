"""The desk: where those who help begin their day."""
