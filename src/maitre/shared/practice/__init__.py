"""What a practice says of itself once: its verbs and its words. Declarations only; the doors are derived elsewhere."""
