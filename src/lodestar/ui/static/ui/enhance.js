// Says on <body> that scripts run, before the page is drawn, so that nothing jumps when components come alive.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
