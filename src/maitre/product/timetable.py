"""Every schedule of the product: which job runs when. What a job does stands in its room."""

from procrastinate.contrib.django import app

TIMETABLE = {
    "access.forget_answers": "10 * * * *",
    "files.sweep": "25 * * * *",
    "workflow.wake_paused": "* * * * *",
    "incident.remind_of_duties": "* * * * *",
    "reminders.let_come": "* * * * *",
    "recurrence.make_due": "* * * * *",
    "search.count_words": "20 2 * * *",
    "search.reindex": "* * * * *",
    "workflow.close_resolved": "*/5 * * * *",
    "flow.refresh": "*/5 * * * *",
    "flow.refresh_all": "30 1 * * *",
    "flow.keep_backlog": "15 0 * * *",
    "conversation.drop_outdated": "40 2 * * *",
    "exports.drop_outdated": "45 2 * * *",
    "notifications.write_due": "* * * * *",
    "mail.hand_over_waiting": "* * * * *",
    "mail.drop_outdated": "48 2 * * *",
    "notifications.drop_outdated": "50 2 * * *",
    "records.seal_day": "7 0 * * *",
}

for name, cron in TIMETABLE.items():
    app.periodic(cron=cron)(app.tasks[name])
