"""How every process of ours writes its log: one line an event on standard error, for people on a terminal
and as JSON everywhere else. Where the lines go from there is the operator's business."""

import logging
import re
import sys

import structlog

# Addresses are logged without what was asked: searches, names and codes stand there.
QUERY = re.compile(r"\?[^\s\"']+")

QUIET = {
    "procrastinate": logging.WARNING,
    "waitress": logging.WARNING,
    "waitress.queue": logging.ERROR,
    "httpx": logging.WARNING,
}

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
        # The usual one, rich, prints local variables: what people typed.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if console
        else [structlog.processors.JSONRenderer()]
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
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_queries,
                *ending,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _without_queries(
    logger: object, method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Whatever is told of a request, without its query: the request itself, sentences, exceptions."""
    return {
        name: value if isinstance(value, int | float) else QUERY.sub("?", str(value))
        for name, value in event.items()
    }


def _without_traceback(record: logging.LogRecord) -> bool:
    if getattr(record, "action", None) in LOST_CONNECTION:
        record.exc_info = None
    return True
