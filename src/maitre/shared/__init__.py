"""What every practice stands on: people and what they may see, records and timelines, jobs, calendars, definitions."""
