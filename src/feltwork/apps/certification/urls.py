"""Everything about a student's certification; `app_name` is shared by the pages of students and of staff."""

from feltwork.apps.certification import urls_staff, urls_student

app_name = "certification"
urlpatterns = [*urls_student.urlpatterns, *urls_staff.urlpatterns]
