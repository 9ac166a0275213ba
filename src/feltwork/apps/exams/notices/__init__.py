"""What people are told, by mail or in the app; one module for each half of the examinations."""
