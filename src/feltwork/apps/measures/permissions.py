"""Who may ask, answer, read and decide. The practice's sights decide about clients; trainees are their own.

What a client answered is read by whoever treats them and by the client; a trainee's answers by nobody but the trainee;
an alert by its responder, whoever covers for them or is next, and whoever treats the client.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.measures.models import Alert, Asking, Plan, Policy
from feltwork.apps.practice.permissions import TREATING, Sight, visible_clients
from feltwork.apps.schools.models import Enrolment, School

ANSWERING = frozenset({Sight.CLIENT, Sight.GUARDIAN})
ASKING_TRAINEES = frozenset({Role.ADMIN.value, Role.REGISTRAR.value})
# whoever teaches, signs or decides on a certificate never sees what trainees answered, not even added up
EXAMINING = frozenset({Role.FACULTY.value, Role.PROVIDER.value, Role.CREDENTIALING.value})


def can_set_policy(roles: frozenset[str], school: School) -> bool:
    """Whoever runs the school; in a practice those who treat there, too, for they answer for it."""
    return Role.ADMIN in roles or (school.has_practice and Role.PRACTITIONER in roles)


def can_bring_wording(roles: frozenset[str], school: School) -> bool:
    return can_set_policy(roles, school)


def can_ask(seen_as: Sight) -> bool:
    """Whoever treats the client decides on what they are asked."""
    return seen_as in {Sight.CLINICIAN, Sight.CARER}


def can_read(seen_as: Sight) -> bool:
    """Answers and scores of a client."""
    return seen_as in TREATING


def can_ask_trainees(roles: frozenset[str]) -> bool:
    return bool(roles & ASKING_TRAINEES)


def can_evaluate_clients(roles: frozenset[str]) -> bool:
    """What one's own clients answered, added up; the files decide again when they are opened."""
    return Role.PRACTITIONER in roles


def can_evaluate_trainees(roles: frozenset[str]) -> bool:
    """What a cohort answered, added up. Nobody who examines, whatever else they are."""
    return can_ask_trainees(roles) and not roles & EXAMINING


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """Those of *user* that go on or are over, not those they left."""
    return Enrolment.objects.filter(student=user).exclude(state=Enrolment.State.WITHDRAWN)


def own_plans(user: User) -> QuerySet[Plan]:
    return Plan.objects.filter(enrolment__in=own_enrolments(user))


def own_askings(user: User) -> QuerySet[Asking]:
    """Of *user* as a trainee. What a client is asked comes with their file."""
    return Asking.objects.filter(enrolment__in=own_enrolments(user))


def visible_alerts(user: User, roles: frozenset[str], at: datetime) -> QuerySet[Alert]:
    """Alerts that *user* may know of."""
    mine = Q(responder=user)
    if Role.PRACTITIONER in roles:
        treated = visible_clients(user, roles & {Role.PRACTITIONER.value}, at)
        mine |= Q(asking__client__in=treated)
    named = Policy.objects.filter(Q(responder=user) | Q(cover=user) | Q(escalate_to=user)).exists()
    return Alert.objects.all() if named else Alert.objects.filter(mine)


def can_handle(user: User, roles: frozenset[str], alert: Alert, at: datetime) -> bool:
    """Who moves an alert on: whoever may know of it and works here. Never the person who answered."""
    if not roles - {Role.CLIENT.value, Role.STUDENT.value}:
        return False
    asking = alert.asking
    answered = (asking.client is not None and asking.client.user_id == user.pk) or (
        asking.enrolment is not None and asking.enrolment.student_id == user.pk
    )
    return not answered and visible_alerts(user, roles, at).filter(pk=alert.pk).exists()
