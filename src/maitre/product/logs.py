"""How every process of ours writes its log: one line an event on standard error, for people on a terminal
and as JSON everywhere else. Where the lines go from there is the operator's business."""

import logging
import sys

import structlog

QUIET = {"procrastinate": logging.WARNING, "waitress.queue": logging.ERROR, "httpx": logging.WARNING}

# What Procrastinate says of a lost database connection, once a lane: the event is news, its traceback is not.
LOST_CONNECTION = {"side_task_failed", "listener_error", "poll_jobs_to_abort_error", "fetch_job_error"}


def configure() -> None:
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = sys.stderr.isatty()
    ending: list[structlog.types.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_without_traceback)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()] if not console else shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _without_traceback(record: logging.LogRecord) -> bool:
    if getattr(record, "action", None) in LOST_CONNECTION:
        record.exc_info = None
    return True
