"""Pages that gather from many practices: the portal of those who need something, the desk of those who help. No tables."""
