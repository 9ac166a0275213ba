"""Addresses under /at/<school>/lti/."""

from django.urls import path

from feltwork.apps.lti.views import desk, launching, links, picking, services, tokens

app_name = "lti"
urlpatterns = [
    path("", links.links, name="links"),
    path("courses/<uuid:uuid>/", links.course_links, name="course-links"),
    path("links/new/", links.link_new, name="link-new"),
    path("links/<uuid:uuid>/", links.link, name="link"),
    path("links/<uuid:uuid>/open/", launching.open_link, name="link-open"),
    path("links/<uuid:uuid>/edit/", links.link_edit, name="link-edit"),
    path("links/<uuid:uuid>/remove/", links.link_remove, name="link-remove"),
    path("choose/", picking.pick, name="pick"),
    path("choose/<uuid:uuid>/", picking.picked, name="picked"),
    path("choose/<uuid:uuid>/return/", picking.pick_return, name="pick-return"),
    path("tools/", desk.tools, name="tools"),
    path("tools/new/", desk.tool_new, name="tool-new"),
    path("tools/invite/", desk.tool_invite, name="tool-invite"),
    path("tools/<uuid:uuid>/", desk.tool, name="tool"),
    path("tools/<uuid:uuid>/edit/", desk.tool_edit, name="tool-edit"),
    path("tools/<uuid:uuid>/switch/", desk.tool_switch, name="tool-switch"),
    path("tools/<uuid:uuid>/keys/", desk.tool_keys, name="tool-keys"),
    # what tools ask, by the person's browser or by themselves
    path("authorise/", launching.authorise, name="authorise"),
    path("token/", tokens.token, name="token"),
    path("configuration/", tokens.configuration, name="configuration"),
    path("register/", tokens.register, name="register"),
    path("contexts/<uuid:uuid>/lineitems/", services.line_items, name="line-items"),
    path("contexts/<uuid:uuid>/members/", services.members, name="members"),
    # a tool makes the addresses of scores and results itself, out of the line item's: no slash between them
    path("lineitems/<uuid:uuid>", services.line_item, name="line-item"),
    path("lineitems/<uuid:uuid>/scores", services.scores, name="scores"),
    path("lineitems/<uuid:uuid>/results", services.results, name="results"),
]
