"""Pages of body maps."""
