"""What each code of a check means, for people who never heard of JSON."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

OUTCOMES: dict[str, tuple[Words, Words]] = {
    "valid": (_("Genuine and in force"), _("The school that it names signed exactly this, and has not withdrawn it.")),
    "revoked": (_("Withdrawn"), _("The signature is right, and the issuer’s list says that it holds no longer.")),
    "suspended": (_("Suspended"), _("The signature is right. The issuer’s list says that it is suspended for now.")),
    "expired": (_("Its time is over"), _("The signature is right. The certificate held until the day it names.")),
    "not_yet_valid": (_("Not yet in force"), _("The signature is right. It begins on a day that lies ahead.")),
    "unknown": (
        _("Signed, but we cannot say whether it was withdrawn"),
        _("The signature is right. The issuer’s list could not be read just now; that is no sign against it."),
    ),
    "unchecked": (
        _("We could not check the signature"),
        _("The issuer’s keys are out of our reach, or it was signed in a way that we do not know. Ask the issuer."),
    ),
    "invalid": (
        _("Not genuine, or changed"),
        _("This is not what an issuer signed. Ask the issuer before you rely on it."),
    ),
}
SUPERSEDED = (
    _("Replaced by a newer version"),
    _("It is genuine, and the same certificate has been signed anew since: renewed, or under another name."),
)

# code → (said when it is right, said when it is wrong or open)
LOOKS: dict[str, tuple[Words, Words]] = {
    "size": ("", _("The file is far larger than any certificate.")),
    "encoding": ("", _("The file holds characters that no program can read.")),
    "json": ("", _("The file is damaged: it is not whole, or says something twice.")),
    "nesting": ("", _("The file is built in a way that no certificate is.")),
    "members": ("", _("The file has far more in it than any certificate.")),
    "form": ("", _("This is no signed certificate: it has neither a signature inside nor the form of a signed token.")),
    "context": ("", _("It uses words whose meaning is not one of the published standards that we know.")),
    "blank_nodes": ("", _("The file has far more nameless parts than any certificate.")),
    "credential_type": ("", _("It does not say that it is a verifiable credential.")),
    "issuer": ("", _("It does not say who issued it.")),
    "issuer_unsupported": ("", _("It names its issuer in a way that we cannot look up.")),
    "subject": ("", _("It does not say about whom it is.")),
    "subject_unnamed": ("", _("It does not say about whom it is, so it could be anybody’s.")),
    "achievement": ("", _("It does not say completely what was achieved.")),
    "not_a_badge": ("", _("It is a signed credential, but not an Open Badge.")),
    "schema": (_("It names the form that it keeps to."), ""),
    "schema_absent": ("", _("It names no form that it keeps to. That is allowed.")),
    "schema_form": ("", _("The form that it names is not readable.")),
    "dates": (_("Its dates make sense."), _("Its dates cannot be read, or the end lies before the beginning.")),
    "not_covered": (
        "",
        _("Something in it is not covered by the signature: %(member)s. It may have been added later."),
    ),
    "odd_member": ("", _("Something in it is spelled so that people read one thing and programs another.")),
    "relative_id": ("", _("An address in it is not complete.")),
    "blank_node_id": ("", _("A name in it is one that no signature covers.")),
    "json_ld": ("", _("Its parts do not fit together as the standard asks.")),
    "too_complex": ("", _("It is built so that checking it would take for ever. No honest certificate is.")),
    "proof": ("", _("The signature is incomplete.")),
    "proof_unsupported": ("", _("It was signed in a way that we do not know.")),
    "proof_purpose": ("", _("The signature was made for another purpose.")),
    "proof_created": ("", _("The signature claims to be from the future.")),
    "proof_expired": ("", _("The signature itself has expired.")),
    "proof_value": ("", _("The signature is damaged.")),
    "signature": (
        _("The signature is of exactly this, by exactly this key."),
        _("The signature does not fit: something was changed, or somebody else signed."),
    ),
    "jwt_form": ("", _("The token is damaged, or asks for something that we do not know.")),
    "jwt_algorithm": ("", _("The token was signed in a way that is not safe, or does not fit its key.")),
    "jwt_type": ("", _("The token is of another kind.")),
    "jwt_claims": ("", _("The token contradicts the certificate inside it.")),
    "key": (_("The key belongs to the issuer."), ""),
    "key_unreachable": ("", _("The issuer’s keys could not be fetched (%(reason)s).")),
    "key_document": ("", _("What the issuer publishes about its keys is not readable, or is about somebody else.")),
    "key_not_listed": ("", _("The issuer does not know this key: it was taken out, or was never theirs.")),
    "key_not_for_assertion": ("", _("The issuer has this key, but not for certificates.")),
    "key_controller": ("", _("Somebody else controls this key.")),
    "key_foreign": ("", _("Somebody other than the issuer signed it.")),
    "key_malformed": ("", _("The key cannot be read.")),
    "key_unbound": ("", _("It brings a key of its own, which the issuer does not know.")),
    "not_yet_valid": ("", _("It begins later.")),
    "expired": ("", _("It has ended.")),
    "status": (_("The issuer’s list says that it is in force."), ""),
    "status_absent": ("", _("It names no list, so its issuer cannot withdraw it.")),
    "revoked": ("", _("The issuer’s list says that it holds no longer.")),
    "suspended": ("", _("The issuer’s list says that it is suspended.")),
    "status_form": ("", _("Where to look whether it was withdrawn is not readable.")),
    "status_unsupported": ("", _("Where to look whether it was withdrawn is given in a way that we do not know.")),
    "status_unreachable": ("", _("The issuer’s list could not be fetched (%(reason)s).")),
    "status_unreadable": ("", _("The issuer’s list is not signed as it should be.")),
    "status_other_list": ("", _("The list that was found is another one than the certificate names.")),
    "status_foreign": ("", _("The list that was found is somebody else’s.")),
    "status_purpose": ("", _("The list that was found is for another purpose.")),
    "status_length": ("", _("The list that was found is too short to be trusted.")),
    "status_expired": ("", _("The issuer’s list is out of date.")),
}
UNREADABLE: dict[str, Words] = {
    "empty": _("There is nothing in it. Please choose a file or paste the text."),
    "too_large": _("That is far larger than any certificate."),
    "no_credential": _("There is no signed certificate in it. A photo or a scan has none: ask for the file itself."),
    "picture": _(
        "The picture has no certificate in it. Phones take it out when they save one: ask for the PDF or the link."
    ),
    "pdf": _(
        "The PDF has no signed certificate in it. It may have been printed or saved anew: ask for the file itself."
    ),
    "link": _("That is a link. If it is one of ours, open it: the page says whether the certificate is in force."),
}


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "–"


def sentence(code: str, ok: bool | None, data: dict[str, str]) -> str:
    """One line about one check; the code itself for one that has no words yet."""
    right, wrong = LOOKS.get(code, (code, code))
    words = right if ok else wrong
    return str(words) % _Gaps(data) if "%(" in str(words) else str(words)
