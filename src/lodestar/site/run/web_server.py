"""How gunicorn runs: processes of four threads, pages loaded once before the processes part, no log of addresses."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

wsgi_app = "lodestar.site.run.web_server:made_ready()"
bind = os.environ.get("LODESTAR_BIND", "127.0.0.1:8000").split(",")
worker_class = "gthread"
workers = int(os.environ.get("LODESTAR_WORKERS", "2"))
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 2
accesslog = None
loglevel = "warning"
control_socket_disable = True
# Heartbeats in memory: on a full or slow disk the processes would be taken for dead.
MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes files of its own there
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None


def made_ready() -> WSGIHandler:
    """The pages, once a child has made all ready: Django is loaded once for both, and no connection is held when processes part."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.site.settings")
    django.setup()
    child = os.fork()
    if child == 0:
        os._exit(_prepared())
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        print("Lodestar could not be made ready: see above, then run: lodestar doctor", file=sys.stderr)  # noqa: T201
        sys.exit(status)
    from lodestar.site.wsgi import application

    return application


def _prepared() -> int:
    from lodestar.site.run.prepare import main

    try:
        main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
    return 0


def post_worker_init(worker: object) -> None:
    """What was loaded at start lives as long as the process: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    from lodestar.site.run.prepare import LOADS_AFTER, compile_later  # Django is loaded by now

    compile_later(LOADS_AFTER)
