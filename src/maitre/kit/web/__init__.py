"""What pages are made of: frame, components, styles, scripts, and the view around each page."""
