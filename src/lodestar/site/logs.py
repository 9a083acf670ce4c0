"""How the log is written: one JSON object a line, or readable lines for a console. Never personal data: see LogMiddleware."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

import structlog

_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _without_values(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Of an exception keeps the kind and the places, not its message: messages quote what people typed. Of Django's own lines, no path."""
    given = event.pop("exc_info", None)
    record = event.get("_record")
    given = given or (record.exc_info if record is not None else None)
    if isinstance(given, tuple) and given[0] is not None:
        event["error"] = given[0].__name__
        event["at"] = _places(given[2])
    event.pop("exception", None)
    event.pop("stack_info", None)
    if record is not None and record.name.startswith(("django.request", "django.security")):
        event["event"] = record.msg.partition(":")[0].partition("%")[0].strip() or record.name
    return event


def _places(trace: Any) -> list[str]:
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-12:]


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error in one form; request lines of Django itself, which hold paths, are left out."""
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lodestar": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _STEPS,
                "processors": [_without_values, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lodestar"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            # Paths and messages: kept only as the kind of error, at the place it happened.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "axes": {"level": "CRITICAL"},
            "allauth": {"level": "ERROR"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Sets up structlog and the standard library's logging together."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_STEPS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(settings)
