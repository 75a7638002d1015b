"""What the doors are made of: page parts, REST parts, command line parts. No tables here, and no rule of any practice."""
