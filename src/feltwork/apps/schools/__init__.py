"""What a school teaches, whom, when, by which rules and with which providers.

Programmes, rule editions, levels, modules, cohorts, training days, enrolments, attendance, providers, approvals, and
the staff's worklist.

Start at `models/`; the tenant is `School`; `accounts/tenancy.py` is the one place that keeps schools apart.
"""
