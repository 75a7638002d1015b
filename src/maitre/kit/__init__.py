"""What the doors are made of: page parts, REST parts, command line parts. No tables, and no rule of a practice."""
