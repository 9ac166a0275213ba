"""What staff fill in, one module for each noun."""
