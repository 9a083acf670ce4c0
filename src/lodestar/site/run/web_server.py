"""How gunicorn runs: processes of four threads, pages loaded once before the processes part, no log of addresses."""

import gc
import os
from pathlib import Path

wsgi_app = "lodestar.site.wsgi"
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


def post_worker_init(worker: object) -> None:
    """What was loaded at start lives as long as the process: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    from lodestar.site.run.prepare import LOADS_AFTER, compile_later  # Django is loaded by now

    compile_later(LOADS_AFTER)
