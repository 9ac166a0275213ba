"""Sitting an examination in writing, marking it, results."""

from django.urls import path

from feltwork.apps.exams.views import arranging, desk, entering, marking, results, sitting

urlpatterns = [
    path("", sitting.mine, name="mine"),
    path("e/<uuid:uuid>/", sitting.exam, name="exam"),
    path("e/<uuid:uuid>/begin/", sitting.begin, name="begin"),
    path("sit/<uuid:uuid>/", sitting.sit, name="sit"),
    path("sit/<uuid:uuid>/save/", sitting.save, name="sit-save"),
    path("sit/<uuid:uuid>/pause/", sitting.pause, name="sit-pause"),
    path("sit/<uuid:uuid>/go-on/", sitting.go_on, name="sit-go-on"),
    path("sit/<uuid:uuid>/here/", sitting.here, name="sit-here"),
    path("sit/<uuid:uuid>/hand-in/", sitting.hand_in, name="sit-hand-in"),
    path("result/<uuid:uuid>/", results.result, name="result"),
    path("result/<uuid:uuid>/appeal/", results.appeal, name="appeal"),
    path("marking/", marking.mine, name="marking"),
    path("marking/<uuid:uuid>/", marking.mark, name="mark"),
    path("marking/<uuid:uuid>/done/", marking.done, name="mark-done"),
    path("marking/<uuid:uuid>/pass-on/", marking.pass_on, name="mark-pass-on"),
    path("sittings/", desk.sittings, name="sittings"),
    path("sittings/of/<uuid:uuid>/", desk.examination, name="sittings-of"),
    path("sittings/of/<uuid:uuid>/release/", desk.release, name="sittings-release"),
    path("sittings/of/<uuid:uuid>/people/", entering.entrants, name="entrants"),
    path("sittings/of/<uuid:uuid>/people/<uuid:enrolment>/", entering.entry, name="entry"),
    path("sittings/of/<uuid:uuid>/markers/", arranging.markers, name="markers"),
    path("sittings/a/<uuid:uuid>/", desk.attempt, name="sitting"),
    path("sittings/a/<uuid:uuid>/decide/", desk.decide, name="sitting-decide"),
    path("sittings/a/<uuid:uuid>/late/", desk.admit_late, name="sitting-late"),
    path("sittings/appeals/<uuid:uuid>/", desk.appeal, name="appeal-answer"),
    path("sittings/people/", arranging.people, name="arrange"),
    path("sittings/people/<uuid:uuid>/", arranging.person, name="arrange-person"),
    path("sittings/trainers/", arranging.trainers, name="trainers"),
]
