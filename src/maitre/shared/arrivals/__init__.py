"""The second door, for history: whole lives of foreign records, mapped, checked and written in batches. What happens here is shared/lifecycle."""
