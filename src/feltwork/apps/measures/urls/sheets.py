"""What people answer: their list, a sheet on their own side, a sheet by a link."""

from django.urls import path

from feltwork.apps.measures.views import mine, sheets

urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("mine/agree/", mine.agree, name="mine-agree"),
    path("mine/folder/", mine.folder, name="mine-folder"),
    path("mine/folder/erase/", mine.erase, name="mine-folder-erase"),
    path("mine/<uuid:uuid>/", sheets.sheet, name="sheet"),
    path("mine/<uuid:uuid>/save/", sheets.sheet_save, name="sheet-save"),
    path("s/<slug:token>/", sheets.link, name="link"),
    path("s/<slug:token>/save/", sheets.link_save, name="link-save"),
]
