"""All forms of the page on which one applies, opened and read together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from feltwork.apps.admissions.forms.answers import AnswersForm
from feltwork.apps.admissions.forms.applying import OTHER, PREFIX, PapersForm, WishForm
from feltwork.apps.admissions.models import Application
from feltwork.apps.admissions.queries import Paper
from feltwork.apps.schools.models import Programme
from feltwork.core.certification import Route


class DraftForms:
    """Answers, papers, and the wish. With *data* they are bound; *answers* is what stands in them at first."""

    def __init__(
        self,
        *,
        programme: Programme,
        route: Route,
        today: date,
        application: Application | None,
        answers: Mapping[str, Any],
        data: Any = None,
        files: Any = None,
    ) -> None:
        wish = {"cohort": application.cohort_id, "motivation": application.motivation} if application else {}
        self.route = route
        self.answers = AnswersForm(data, route=route, asks_papers=False, answers=answers)
        self.papers = PapersForm(data, files, route=route)
        self.wish = WishForm(data, programme=programme, today=today, initial=wish)

    @property
    def all(self) -> tuple[AnswersForm, PapersForm, WishForm]:
        return self.answers, self.papers, self.wish

    @property
    def is_fine(self) -> bool:
        """Nothing has to change in what was filled in; it may still be incomplete."""
        return not any(form.errors for form in self.all)

    def given(self) -> dict[str, Any]:
        """The arguments of `actions.save_draft` that could be read."""
        self.wish.is_valid()
        wish = {name: value for name, value in self.wish.cleaned_data.items() if value}
        return {"route": self.route.code, "answers": self.answers.given(), **wish}

    def questions(self, papers: list[Paper]) -> list[dict[str, Any]]:
        """For each criterion its field: an answer, or papers beside those that are there already."""
        return [self._question(one.code, papers) for one in self.route.criteria]

    def others(self, papers: list[Paper]) -> dict[str, Any]:
        """The field for papers nobody asked for."""
        return self._question(OTHER, papers)

    def _question(self, code: str, papers: list[Paper]) -> dict[str, Any]:
        if PREFIX + code in self.papers.fields:
            there = [paper for paper in papers if paper.criterion == code]
            return {"field": self.papers[PREFIX + code], "papers": there, "is_paper": True}
        return {"field": self.answers[f"q_{code}"], "papers": [], "is_paper": False}
