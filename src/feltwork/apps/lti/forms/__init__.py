"""What administrators say about tools, and what those who teach say about links."""
