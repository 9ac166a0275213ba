"""What a group's answers come to."""

from django.urls import path, register_converter

from feltwork.apps.measures.views import evaluation


class FormConverter:
    regex = "csv|parquet"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "table_form")

ONE = "evaluations/<uuid:uuid>/"
urlpatterns = [
    path("evaluations/", evaluation.evaluations, name="evaluations"),
    path("evaluations/new/", evaluation.new, name="evaluation-new"),
    path(ONE, evaluation.evaluation, name="evaluation"),
    path(f"{ONE}remove/", evaluation.remove, name="evaluation-remove"),
    path(f"{ONE}figures.<table_form:form>", evaluation.figures_file, name="evaluation-figures"),
    path(f"{ONE}rows.<table_form:form>", evaluation.rows_file, name="evaluation-rows"),
]
