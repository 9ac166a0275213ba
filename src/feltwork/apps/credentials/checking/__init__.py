"""Checking anybody's credential: in a process of its own with little time and memory, which reaches no network.

`checker.check` starts that process and answers what it asks for: documents of ours from the database, others through
`fetch.SafeFetcher`. `words.py` says in sentences what each code means. `child.py` is that process; it imports no
Django.
"""
