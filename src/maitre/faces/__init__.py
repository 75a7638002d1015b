"""Pages that gather from many practices: the portal for those in need, the desk for those who help. No tables."""
