"""What every practice stands on: who people are, what they may see, records and their timelines, jobs, calendars, definitions."""
