"""One module for each door: the desk of the administrator, links, launches, and the services for tools."""
