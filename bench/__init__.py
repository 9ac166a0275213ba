"""What is measured, not tested: how quick pages are, and what a killed server loses. See README.md beside this file.

Modules that begin with an underscore serve the others; `python3 dev.py bench` lists the rest.
"""
