"""Pages, one module for each part."""
