"""Who may do what, and what every request and answer must keep to."""
