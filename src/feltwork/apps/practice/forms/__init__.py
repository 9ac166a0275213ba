"""What people of a practice fill in."""
