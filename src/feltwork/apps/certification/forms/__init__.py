"""Forms, one module for each noun."""
