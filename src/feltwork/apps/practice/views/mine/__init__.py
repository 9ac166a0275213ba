"""What clients and guardians see."""
