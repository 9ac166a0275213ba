"""Keeping and leaving: until when a file is kept, archives, holds, erasing."""
