"""Forms: what people type, what we keep, what we say when we cannot."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms as django_forms
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lodestar.ui import forms
from lodestar.ui.gallery import FULL, WRONG, EverythingForm


class DateForm(forms.Form):
    starts_on = forms.DateField(label="Start date", not_before=dt.date(2026, 4, 1), not_after=lambda: dt.date(2030, 3, 31))


class MoneyForm(forms.Form):
    price = forms.PoundsField(label="Price", max_value=1_000_000)


class TextForm(forms.Form):
    name = forms.CharField(label="What is it called?", max_length=20)
    people = forms.IntegerField(label="People", required=False)


def date_typed(day: str = "", month: str = "", year: str = "") -> DateForm:
    return DateForm({"starts_on-day": day, "starts_on-month": month, "starts_on-year": year})


def soup(form: Any, name: str, **look: Any) -> BeautifulSoup:
    return BeautifulSoup(forms.field_group(form[name], **look), "html.parser")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("1", "4", "2027"), dt.date(2027, 4, 1)),
        (("01", "04", "2027"), dt.date(2027, 4, 1)),
        ((" 21 ", "november", "2026"), dt.date(2026, 11, 21)),
        (("21", "Nov", "2026"), dt.date(2026, 11, 21)),
        (("29", "2", "2028"), dt.date(2028, 2, 29)),
    ],
)
def test_date_is_read_from_its_three_boxes(typed: tuple[str, str, str], kept: dt.date) -> None:
    form = date_typed(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_on"] == kept


@pytest.mark.parametrize(
    ("typed", "said", "marked"),
    [
        (("", "", ""), "Enter start date", ["day", "month", "year"]),
        (("1", "", "2027"), "Start date must include a month", ["month"]),
        (("1", "", ""), "Start date must include a month and a year", ["month", "year"]),
        (("31", "2", "2027"), "Start date must be a real date", ["day", "month", "year"]),
        (("1", "Smarch", "2027"), "Start date must be a real date", ["month"]),
        (("1", "4", "27"), "Year must include 4 numbers", ["year"]),
        (("٣", "4", "2027"), "Start date must be a real date", ["day"]),
        (("31", "3", "2026"), "Start date must be on or after 1 April 2026", ["day", "month", "year"]),
        (("1", "4", "2030"), "Start date must be on or before 31 March 2030", ["day", "month", "year"]),
    ],
)
def test_date_that_cannot_be_kept_says_why_and_marks_the_box(typed: tuple[str, str, str], said: str, marked: list[str]) -> None:
    form = date_typed(*typed)
    assert form.errors["starts_on"] == [said]
    html = soup(form, "starts_on")
    assert [box["id"].rsplit("-", 1)[1] for box in html.select(".govuk-input--error")] == marked
    assert forms.error_links(form)[0]["href"] == f"#id_starts_on-{marked[0]}"
    assert [box.get("value", "") for box in html.select("input")] == [text.strip() for text in typed]


def test_date_may_be_sent_whole_by_a_script() -> None:
    assert DateForm({"starts_on": "2027-04-01"}).is_valid()


def test_date_knows_whether_it_was_changed() -> None:
    same = DateForm({"starts_on": "2027-04-01"}, initial={"starts_on": dt.date(2027, 4, 1)})
    assert not same.has_changed()
    assert DateForm({"starts_on": "2027-04-02"}, initial={"starts_on": dt.date(2027, 4, 1)}).has_changed()


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("1500", 150_000),
        ("1,234.56", 123_456),
        ("£10", 1_000),
        ("£ 0.5", 50),
        (".05", 5),
        ("0", 0),
        (" 12.00 ", 1_200),
        ("10000", 1_000_000),
    ],
)
def test_money_is_typed_in_pounds_and_kept_in_pence(typed: str, pence: int) -> None:
    form = MoneyForm({"price": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == pence


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter price"),
        ("about 10", "Price must be an amount of money, like 1500 or 1,234.56"),
        ("1,23.45", "Price must be an amount of money, like 1500 or 1,234.56"),
        ("1e9", "Price must be an amount of money, like 1500 or 1,234.56"),
        (".", "Price must be an amount of money, like 1500 or 1,234.56"),
        ("10.005", "Price must have no more than 2 numbers after the point"),
        ("-1", "Price must be £0.00 or more"),
        ("10000.01", "Price must be £10,000.00 or less"),
        ("9" * 60, "Price must be £10,000.00 or less"),
    ],
)
def test_money_that_cannot_be_kept_says_why(typed: str, said: str) -> None:
    assert MoneyForm({"price": typed}).errors["price"] == [said]


@given(st.integers(min_value=0, max_value=1_000_000))
def test_money_shown_is_read_back_as_the_same_pence(pence: int) -> None:
    field = forms.PoundsField(max_value=1_000_000)
    assert field.clean(field.prepare_value(pence)) == pence


def test_text_is_made_whole_before_it_is_cleaned() -> None:
    form = TextForm({"name": "Cafe\u0301\x00"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Café"


def test_half_a_letter_is_refused_with_words_and_can_be_shown_again() -> None:
    form = TextForm({"name": "a\ud800b"})
    assert "could not be read" in form.errors["name"][0]
    str(soup(form, "name")).encode("utf-8")


def test_many_values_under_one_name_stay_many() -> None:
    form = EverythingForm(QueryDict("areas=north&areas=south"))
    assert form["areas"].value() == ["north", "south"]


@given(st.text(alphabet=st.characters(), max_size=40))
def test_no_text_breaks_a_form(text: str) -> None:
    form = TextForm({"name": text, "people": text})
    form.is_valid()
    str(form["name"].as_field_group()).encode("utf-8")


def test_whole_numbers_fit_the_database() -> None:
    assert TextForm({"name": "a", "people": str(2**63)}).errors["people"] == ["People must be 2147483647 or less"]


def test_stock_messages_are_replaced_and_own_ones_stay() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who you are"})
        choice = forms.ChoiceField(label="Lot", choices=[("", "")])
        long = forms.CharField(label="PO number", max_length=3)

    form = Own({"long": "12345"})
    assert form.errors == {
        "name": ["Say who you are"],
        "choice": ["Choose lot"],
        "long": ["PO number must be 3 characters or fewer"],
    }
    assert TextForm({}).errors["name"] == ["Answer this question: What is it called?"]
    assert Own({"choice": ""}).errors["long"] == ["Enter PO number"]


def test_label_hint_error_and_control_belong_together() -> None:
    html = soup(EverythingForm(WRONG), "name")
    control = html.select_one("input")
    assert control is not None
    assert html.select_one("label")["for"] == control["id"]
    for part in control["aria-describedby"].split() if isinstance(control["aria-describedby"], str) else control["aria-describedby"]:
        assert html.find(id=part) is not None
    assert "required" not in control.attrs
    assert "maxlength" not in control.attrs


def test_what_was_typed_stays_when_it_is_refused() -> None:
    form = EverythingForm(WRONG)
    assert not form.is_valid()
    for name in ("name", "price", "people", "share", "email"):
        assert soup(form, name).select_one("input")["value"] == WRONG[name]


def test_every_kind_of_field_is_accepted_when_full() -> None:
    form = EverythingForm(FULL)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == 125_050
    assert form.cleaned_data["areas"] == ["north", "south"]


def test_form_draws_a_revealed_field_only_inside_its_choice() -> None:
    html = BeautifulSoup(str(EverythingForm()), "html.parser")
    assert len(html.select("[name=other_kind]")) == 1
    assert html.select_one(".govuk-radios__conditional [name=other_kind]")
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))


def test_forms_of_other_packages_come_out_in_the_same_markup() -> None:
    class Theirs(django_forms.Form):
        login = django_forms.CharField(label="Login")
        remember = django_forms.BooleanField(label="Remember me", required=False)

    html = BeautifulSoup(str(Theirs()), "html.parser")
    assert html.select_one(".govuk-form-group input.govuk-input#id_login")
    assert html.select_one(".govuk-checkboxes__item input[name=remember]")


def test_question_may_be_the_heading_of_its_page() -> None:
    html = soup(EverythingForm(), "name", heading="page")
    assert html.select_one("h1 > label.govuk-label--l")
    assert soup(EverythingForm(), "starts_on", heading="page").select_one("legend > h1")


def test_choices_carry_their_hints_dividers_and_exclusion() -> None:
    html = soup(EverythingForm(), "areas")
    assert html.select_one(".govuk-checkboxes__divider").get_text() == "or"
    assert html.select_one("[data-behaviour=exclusive]")["value"] == "none"
    assert soup(EverythingForm(), "kind").select_one(".govuk-radios__hint").get_text().startswith("Money for a purpose")


def test_nothing_a_person_types_becomes_markup() -> None:
    form = EverythingForm({**FULL, "name": '"><script>alert(1)</script>', "notes": "</textarea><script>"})
    assert "<script" not in str(form)


def test_first_line_of_a_text_survives_the_browser() -> None:
    form = EverythingForm({**FULL, "why": "\nSecond line"})
    assert "\n\nSecond line</textarea>" in forms.field_group(form["why"])


def test_title_and_summary_say_that_something_is_wrong() -> None:
    page = Template("{% load lodestar %}<title>{% error_prefix %}Page</title>{% error_summary %}")
    wrong = page.render(Context({"form": EverythingForm(WRONG)}))
    assert "<title>Error: Page</title>" in wrong
    assert "There is a problem" in wrong
    right = page.render(Context({"form": EverythingForm()}))
    assert right == "<title>Page</title>"


def test_formset_errors_are_in_the_summary() -> None:
    made = django_forms.formset_factory(MoneyForm, extra=1)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-price": "x"}
    html = Template("{% load lodestar %}{% error_summary %}").render(Context({"formset": made(data)}))
    assert 'href="#id_form-0-price"' in html


def test_a_models_dates_become_three_boxes() -> None:
    from django.apps import apps
    from django.db.models import DateField

    dated = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if type(field) is DateField and field.editable and model.__module__.startswith("lodestar.")
    ]
    model, name = dated[0]
    made = type("MadeForm", (forms.ModelForm,), {"Meta": type("Meta", (), {"model": model, "fields": [name]})})
    assert isinstance(made().fields[name], forms.DateField)
