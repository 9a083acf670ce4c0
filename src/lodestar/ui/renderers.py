"""How Django's forms are drawn: GOV.UK's markup, for our own forms and for those of other packages alike."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class LodestarRenderer(TemplatesSetting):
    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
