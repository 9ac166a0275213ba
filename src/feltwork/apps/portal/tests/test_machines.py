from __future__ import annotations

from xml.etree import ElementTree

from django.db import DatabaseError, connection
from django.urls import reverse

from feltwork.apps.schools.models import School


def test_health_is_the_database(client, db, monkeypatch):
    assert client.get("/healthz").json() == {"ok": True, "database": True}

    def broken():
        raise DatabaseError

    with monkeypatch.context() as outage:
        outage.setattr(connection, "cursor", broken)
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": False}


def test_health_sets_no_cookie(client, db):
    assert not client.get("/healthz").cookies


def test_robots_are_kept_from_what_is_not_public(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /accounts/" in text
    assert "Disallow: /directory/sent/" in text
    assert reverse("portal:sitemap") in text and reverse("directory:sitemap") in text


def test_the_sitemap_holds_public_pages_only(client, school, elsewhere):
    School.objects.filter(slug="birch-hall").update(is_public=False)
    response = client.get("/sitemap.xml")
    found = [node.text for node in ElementTree.fromstring(response.content).iter() if node.tag.endswith("loc")]
    assert any(address.endswith("/at/alder-house/") for address in found)
    assert not any("birch-hall" in address for address in found)
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    for address in found:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200
