"""The pages of a session's record."""
