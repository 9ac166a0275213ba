"""Mailing one-time links; run by the worker."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from feltwork.apps.accounts.links import address_of
from feltwork.apps.accounts.models import AddressChange, SignInLink, User
from feltwork.apps.jobs.handing import SOONER
from feltwork.apps.notices.mail import send_mail


@task(priority=SOONER)
def mail_sign_in_link(link_id: int, language: str = "") -> None:
    """Mail a one-time link that is still unused. The token is worked out here and kept nowhere.

    *language* is that of the page on which it was asked for, for those who have not chosen one.
    """
    link = SignInLink.objects.filter(pk=link_id, used_at=None).first()
    if link is None:
        return
    chosen = User.objects.filter(email__iexact=link.email).values_list("language", flat=True).first()
    minutes = round((link.expires_at - link.created_at).total_seconds() / 60)
    with translation.override(chosen or language or settings.LANGUAGE_CODE):
        send_mail(
            to=link.email,
            subject=_("Your link to Feltwork"),
            body=_(
                "Somebody, most likely you, asked for a link to sign in.\n\n"
                "It works once, within %(minutes)s minutes. If it was not you, leave this mail alone: "
                "nothing happens until the link is opened and its button is pressed."
            )
            % {"minutes": minutes},
            url=address_of(link),
            key=str(link.uuid),
        )


@task(priority=SOONER)
def mail_address_change(change_id: int) -> None:
    """Mail the link that lets mail go to a new address."""
    change = AddressChange.objects.select_related("user").filter(pk=change_id, used_at=None).first()
    if change is None:
        return
    with translation.override(change.user.language or settings.LANGUAGE_CODE):
        send_mail(
            to=change.email,
            subject=_("Your new mail address"),
            body=_(
                "Somebody, most likely you, wants mail from Feltwork to come to this address.\n\n"
                "Open the link within an hour, on a device where you are signed in, and press the button. "
                "If it was not you, leave this mail alone: nothing will change."
            ),
            url=address_of(change),
            key=str(change.uuid),
        )
