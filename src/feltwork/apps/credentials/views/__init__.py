"""The public pages, those of staff, and the holder's own."""
