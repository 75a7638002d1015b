"""The second door, for history: whole lives of foreign records, mapped, checked and written in batches.

What happens here goes through the first door, shared/lifecycle.
"""
