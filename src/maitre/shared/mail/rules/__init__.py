"""Pure decisions of mail: how a server is named, what becomes of an attempt, how a thread and an answer are known."""

from maitre.shared.mail.rules.outcome import (
    DECIDABLE,
    ENDED,
    GIVE_UP,
    KEPT_DAYS,
    Class,
    Content,
    Outcome,
    Status,
    after,
    class_of,
    declare_class,
    pause_before,
)
from maitre.shared.mail.rules.server import Security, Server, read_sender, read_server
from maitre.shared.mail.rules.words import (
    ADDRESS_LIMIT,
    ascii_address,
    new_message_id,
    one_line,
    read_reply_token,
    reply_address,
    reply_token,
    thread_id,
)

__all__ = [
    "ADDRESS_LIMIT",
    "DECIDABLE",
    "ENDED",
    "GIVE_UP",
    "KEPT_DAYS",
    "Class",
    "Content",
    "Outcome",
    "Security",
    "Server",
    "Status",
    "after",
    "ascii_address",
    "class_of",
    "declare_class",
    "new_message_id",
    "one_line",
    "pause_before",
    "read_reply_token",
    "read_sender",
    "read_server",
    "reply_address",
    "reply_token",
    "thread_id",
]
