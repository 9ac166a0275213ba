"""Codes of an evaluation in words. `core.evaluation` returns codes; each has a sentence here, which a test holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TIMES = {
    "first_last": _("The first and the last answer, at least four weeks apart"),
    "months_3": _("At the start, after three months and after six"),
    "months_6": _("At the start, after six months and after a year"),
    "session": _("Before and after sessions, each person’s mean"),
    "years": _("At the start of the training and after each year"),
}
POINTS = {
    "start": _("Start"),
    "end": _("Last answer"),
    "before": _("Before sessions"),
    "after": _("After sessions"),
    "month_3": _("3 months"),
    "month_6": _("6 months"),
    "month_12": _("12 months"),
    "year_1": _("1 year"),
    "year_2": _("2 years"),
    "year_3": _("3 years"),
}
MODELS = {
    "random_intercept_and_slope": _("a level and a pace of their own for each person"),
    "random_intercept": _("a level of their own for each person"),
    "no_random_effects": _("least squares, with errors that allow for several answers of one person"),
}
TRIED = {
    "too_few_times": _("too few people answered three times"),
    "not_converged": _("it did not converge"),
    "at_the_edge": _("a variance came out at zero"),
    "failed": _("it could not be fitted"),
}
# also why something is not there
SAID = {
    "no_control_group": _(
        "Nobody was compared with people who had no treatment or training. People change for many reasons, with time "
        "alone, and because those who begin often begin when it is worst. So these figures cannot say what brought a "
        "change about."
    ),
    "few_people": _("These are few people. Another few could look quite different."),
    "no_change_not_ruled_out": _("From these answers it cannot be told that anything changed on average."),
    "simpler_model": _("A richer model could not be fitted; the one that was used is named."),
    "held_back": _(
        "Some numbers are held back: with them, fewer than five people could be told apart by adding and subtracting."
    ),
    "too_few": _("Fewer than five people answered at both times. Nothing is shown of them, not even how many."),
    "too_near": _(
        "An earlier evaluation showed almost the same people. The two together would give fewer than five of them "
        "away, so this one shows nothing. It can once at least five more, or five others, have answered."
    ),
    "no_spread": _("Everybody changed alike, or gave the same answers: any figure would tell what each of them said."),
    "not_a_number": _("An answer could not be read as a number."),
    "nobody_left": _("Everybody who answered first answered last, too."),
    "those_who_answered_both": _(
        "The change from first to last rests on those who answered both times, as if the others did not matter. If "
        "people who felt worse stayed away, it looks better than it was."
    ),
    "missing_at_random": _(
        "The mixed model counts everybody with what they answered. It takes for granted that whether somebody answered "
        "can be told from their other answers, and not from the ones that are missing. Nothing here can prove that."
    ),
}
VERDICTS = {
    "better": _("reliably better"),
    "none": _("no reliable change"),
    "worse": _("reliably worse"),
    "none_or_worse": _("no reliable change, or worse"),
}
VERDICT_NOTE = _("Too few were reliably worse to say their number; they are counted with those who did not change.")
