"""The pages around a client's file."""
