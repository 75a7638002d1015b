"""The soak: an installation under load whose processes are killed, again and again, while every acknowledged answer is
written down; at the end all of it must be there, once and whole. Not here: figures of speed, which are bench's."""
