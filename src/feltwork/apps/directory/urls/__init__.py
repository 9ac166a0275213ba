"""Addresses: `public` below /directory/, `school` (the desk) below /at/<school>/directory/."""
