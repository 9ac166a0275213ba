"""People, sign-in, roles in a school, agreement to terms, and who may open which page.

Words: a *member* is a person with a role in one school; *step-up* is proving oneself again just before an act that
binds.
Start at `access.py`.
"""
