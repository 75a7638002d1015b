"""What every record is as JSON, whatever its kind: identity, timeline, explanations, categories."""
