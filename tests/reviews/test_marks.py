"""Marks as they reach the page: the right symbol, and a name for who can't see it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import RequestFactory

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
SPRITE = (Path(settings.BASE_DIR) / "templates" / "includes" / "sprite.html").read_text(encoding="utf-8")


def render(source: str, **values: object) -> str:
    return Template("{% load marks heatmap frame %}" + source).render(Context(values)).strip()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize(
    ("arguments", "symbol", "tone", "name"),
    [
        ('"HIGH"', "m-high", "is-high", "High"),
        ('"MEDIUM"', "m-medium", "is-medium", "Medium"),
        ('"NONE"', "m-none", "is-none", "None"),
        ('"UNANSWERED"', "m-unanswered", "is-unanswered", "Unanswered"),
        ('"NOT_APPLICABLE"', "m-na", "is-na", "Not applicable"),
        ('"HIGH" claim=True', "m-high-claim", "is-high", "High as supported"),
        ('"MEDIUM" claim=True', "m-medium-claim", "is-medium", "Medium as supported"),
        ('"HIGH" accepted=True', "m-high-accepted", "is-high", "High accepted"),
        ('"MEDIUM" accepted=True', "m-medium-accepted", "is-medium", "Medium accepted"),
        ('"HIGH" so_far=True', "m-high-sofar", "is-high", "High so far"),
        ('"MEDIUM" so_far=True', "m-medium-sofar", "is-medium", "Medium so far"),
        ('"NONE" so_far=True', "m-none-sofar", "is-none", "None so far"),
        ('"HIGH" accepted=True claim=True', "m-high-accepted", "is-high", "High accepted"),
        ('"HIGH" accepted=True so_far=True', "m-high-accepted", "is-high", "High accepted"),
        ('"HIGH" so_far=True claim=True', "m-high-sofar", "is-high", "High so far"),
        ('"UNANSWERED" so_far=True', "m-unanswered", "is-unanswered", "Unanswered"),
        ('"NONE" claim=True accepted=True', "m-none", "is-none", "None"),
        ('"NONE" claimed_only=True', "m-claimed", "is-none", "Claimed only"),
    ],
)
def test_a_risk_has_its_shape_its_colour_and_its_name(arguments: str, symbol: str, tone: str, name: str) -> None:
    html = render(f"{{% risk_mark {arguments} label=True %}}")
    assert f'href="#{symbol}"' in html
    assert f'class="mark {tone}"' in html
    assert f'role="img" aria-label="{name}"' in html
    assert f'id="{symbol}"' in SPRITE


def test_a_mark_beside_its_word_is_not_read_twice() -> None:
    html = render('{% risk_word "HIGH" accepted=True note="accepted until 7 Feb" %}')
    assert 'aria-hidden="true"' in html
    assert "aria-label" not in html
    assert words(html) == "High accepted until 7 Feb"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ('"HIGH"', "High"),
        ('"HIGH" so_far=True', "High so far"),
        ('"HIGH" so_far=True note="so far, 1 of 3 answered"', "High so far, 1 of 3 answered"),
        ('"HIGH" accepted=True strong=True', "High, accepted"),
        ('"MEDIUM" claim=True strong=True', "Medium as supported"),
    ],
)
def test_the_word_of_a_risk_says_its_form(arguments: str, text: str) -> None:
    assert words(render(f"{{% risk_word {arguments} %}}")) == text


@pytest.mark.parametrize(
    ("state", "symbol", "name"),
    [
        ("done", "s-d", "Done"),
        ("partly", "s-p", "Partly"),
        ("not_done", "s-x", "Not done"),
        ("not_applicable", "s-n", "Not applicable"),
        ("unanswered", "s-u", "Unanswered"),
        ("in_place", "s-d", "In place"),
        ("not_in_place", "s-x", "Not in place"),
    ],
)
def test_a_step_has_its_square_and_its_name(state: str, symbol: str, name: str) -> None:
    html = render("{% step_mark state label=True %}{% step_word state %}", state=state)
    assert html.count(f'href="#{symbol}"') == 2
    assert f'aria-label="{name}"' in html
    assert words(html) == name
    assert f'id="{symbol}"' in SPRITE


@pytest.mark.parametrize(
    ("arguments", "classes", "symbol", "word", "name"),
    [
        ('"in_place" "" 5 5', "is-none", "m-none", "", "in place, 5 of 5 essential steps done"),
        ('"claimed_only" "" 2 5', "is-none", "m-claimed", "claimed", "claimed only, 2 of 5 essential steps done"),
        (
            '"in_part" "" 3 5',
            "is-none",
            "m-claimed",
            "in part",
            "in place, supported in part, 3 of 5 essential steps done",
        ),
        (
            '"not_supported" "HIGH" 4 5',
            "is-high claim",
            "m-high-claim",
            "unsupported",
            "in place but not supported, high, 4 of 5 essential steps done",
        ),
        ('"absent" "HIGH" 2 5', "is-high", "m-high", "absent", "absent, high gap, 2 of 5 essential steps done"),
        ('"absent" "MEDIUM" 3 5', "is-medium", "m-medium", "absent", "absent, medium gap, 3 of 5 essential steps done"),
        ('"absent" "" 3 5', "is-none", "m-none", "absent", "absent, 3 of 5 essential steps done"),
        ('"unanswered"', "is-unanswered", "m-unanswered", "unanswered", "unanswered"),
        ('"not_applicable" "" 0 5', "is-na", "m-na", "n/a", "not applicable"),
    ],
)
def test_a_cell_says_its_whole_state(arguments: str, classes: str, symbol: str, word: str, name: str) -> None:
    source = arguments if arguments.count(" ") else f"{arguments} '' None None"
    html = render(f'{{% cell {source} "/there/" "Storefront, BP01" %}}')
    assert f'class="cell {classes}"' in html
    assert f'href="#{symbol}"' in html
    assert f'href="/there/" aria-label="Storefront, BP01: {name}"' in html
    assert (f"<em>{word}</em>" in html) if word else ("<em>" not in html)


def test_an_accepted_cell_is_hatched_and_a_suggested_one_counts() -> None:
    accepted = render('{% cell "absent" "HIGH" 0 5 "/a/" "Order desk, BP01" accepted=True %}')
    assert 'class="cell is-high accepted"' in accepted
    assert "#m-high-accepted" in accepted
    assert "Order desk, BP01: absent, high gap, accepted, 0 of 5 essential steps done" in accepted
    suggested = render('{% cell "unanswered" "" 0 5 "/a/" "Partner API, BP01" suggested=6 %}')
    assert "<em>6 suggested</em>" in suggested
    assert "Partner API, BP01: unanswered, 6 suggestions" in suggested


@pytest.mark.parametrize(
    ("arguments", "text", "below"),
    [
        ("1 3", "1 /target 3", True),
        ("3 3", "3 /target 3", False),
        ("None 2", "–none yet /target 2", False),
        ("2", "2", False),
    ],
)
def test_a_level_stands_beside_its_ruler_and_target(arguments: str, text: str, below: bool) -> None:
    html = render(f"{{% level {arguments} %}}")
    assert words(html) == text
    assert ("goal below" in html) is below
    assert 'class="ruler"' in html


def test_pictures_keep_the_decimal_point_in_any_language() -> None:
    with_comma = render("{% load i18n %}{% language 'de' %}{% level 1 3 %}{% bar 1 3 %}{% endlanguage %}")
    assert 'width="10.75"' in with_comma
    assert 'width="43.33"' in with_comma


def test_a_strip_takes_a_list_or_groups_and_can_be_quiet() -> None:
    flat = render("{% strip cells %}", cells=["done", "unanswered"])
    assert 'role="img" aria-label="1 of 2 done, 1 unanswered"' in flat
    grouped = render('{% strip cells size="s" quiet=True %}', cells=[["done"], ["done"]])
    assert 'aria-hidden="true"' in grouped
    assert 'height="6"' in grouped
    assert 'class="up"' in render("{% strip cells before=was %}", cells=["done"], was=["partly"])


def test_the_trend_names_its_hatching_once_per_picture() -> None:
    series = [(date(2026, 8, 1), 2, 0, 1, 0), (date(2026, 8, 14), 1, 1, 1, 0), (date(2026, 11, 1), 1, 1, 1, 0)]
    html = render(
        '{% trend series key="first" notes=notes %}', series=series, notes=[(date(2026, 8, 14), "1 accepted")]
    )
    assert 'fill="url(#first-high)"' in html
    assert 'fill="url(#first-medium)"' not in html
    assert 'aria-labelledby="first-title"' in html
    assert html.count("1 accepted</text>") == 2
    assert "High, open: 2, 1, 1, 1." in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Jonas Lindqvist", "JL"), ("Ana María de la Cruz", "AC"), ("Cher", "C"), ("", "?"), (None, "?")],
)
def test_initials_come_from_the_first_and_the_last_name(name: str | None, letters: str) -> None:
    html = render("{% initials name %}", name=name)
    assert f">{letters}</span>" in html
    assert f'aria-label="{name or "No owner"}"' in html
    assert ("nobody" in html) is not bool(name)


def test_texts_of_people_are_escaped() -> None:
    assert "<b>" not in render("{% initials name %}", name="<b>Al")
    assert "<b>" not in render('{% cell "absent" "HIGH" 1 2 "/" label %}', label="<b>")
    assert "<b>" not in render('{% risk_word "HIGH" note=note %}', note="<b>")


def test_a_tier_says_what_it_means() -> None:
    assert render("{% tier 1 %}") == '<abbr class="tier" title="Tier 1: stops the company within the hour">T1</abbr>'


def test_an_unknown_state_is_a_mistake_and_not_a_mark() -> None:
    for source in ('{% risk_mark "SEVERE" %}', '{% step_mark "maybe" %}'):
        with pytest.raises(ValueError, match="is not a valid"):
            render(source)
    with pytest.raises(KeyError):
        render('{% cell "odd" %}')
    with pytest.raises(TemplateSyntaxError):
        render("{% risk_mark %}")


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/plan/", 'aria-current="page"'), ("/plan/board/", 'aria-current="true"'), ("/planet", None), ("/", None)],
)
@pytest.mark.urls("tests.reviews.frame_urls")
def test_a_nav_item_knows_where_the_page_is(path: str, marked: str | None) -> None:
    html = render('{% nav_item "plan" "Plan" %}', request=RequestFactory().get(path))
    assert html.startswith('<a href="/plan/"')
    assert (marked in html) if marked else ("aria-current" not in html)


@pytest.mark.urls("tests.reviews.frame_urls")
def test_no_link_is_shown_to_a_page_that_does_not_exist() -> None:
    assert render('{% nav_item "findings" "Findings" %}', request=RequestFactory().get("/")) == ""


# A script needs a source; styles and handlers stand in files of their own.
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a source": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an HTMX event attribute": re.compile(r"\s(?:data-)?hx-on[:-]", re.IGNORECASE),
    "an asset from elsewhere": re.compile(
        r"<(?:script|img|iframe|link|use|source|object)\b[^>]*\s(?:src|href|data|srcset)\s*=\s*[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("a style attribute", '<p style="color: red">'),
        ("a style element", "<style>p {}</style>"),
        ("a script without a source", "<script>alert(1)</script>"),
        ("an event attribute", '<a href="#" onclick="go()">'),
        ("an HTMX event attribute", '<a hx-on:click="go()">'),
        ("an asset from elsewhere", '<script src="https://cdn.example/x.js"></script>'),
        ("an asset from elsewhere", '<link rel="stylesheet" href="//cdn.example/x.css">'),
    ],
)
def test_the_rule_sees_what_it_forbids(what: str, source: str) -> None:
    assert FORBIDDEN[what].search(source)


def test_style_sheets_ask_nobody_else() -> None:
    for sheet in (Path(settings.BASE_DIR) / "static").rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name


def test_every_symbol_that_a_template_uses_is_in_the_sprite() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r'href="#((?:m|s|i)-[a-z-]+)"', path.read_text("utf-8"))}
    used |= {
        f"i-{name}"
        for path in TEMPLATES
        for name in re.findall(r'icon\.html" with name="([a-z]+)"', path.read_text("utf-8"))
    }
    assert used
    assert used <= set(re.findall(r'id="([a-z-]+)"', SPRITE))


@pytest.mark.urls("tests.reviews.frame_urls")
def test_the_frame_leads_past_itself_and_forbids_evaluated_text() -> None:
    html = get_template("404.html").render({}, RequestFactory().get("/nowhere/"))
    assert html.index('href="#main"') < html.index('class="topbar"')
    assert 'id="main"' in html
    config = json.loads(re.findall(r"name=\"htmx-config\" content='([^']+)'", html)[0])
    assert (config["allowEval"], config["includeIndicatorStyles"], config["allowScriptTags"]) == (False, False, False)
    assert html.index("js/theme.js") < html.index("css/lintel.css")
    assert 'aria-label="Main"' not in html


def test_the_page_of_a_failure_needs_nothing_that_could_fail() -> None:
    html = get_template("500.html").render()
    assert "Something broke" in html
    assert "sprite" not in html
