"""How Lodestar looks: base templates, components, form fields, charts and the files a browser needs."""
