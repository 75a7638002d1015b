"""The one place that knows everything: settings, addresses, menu, timetable, command line, supervisor. Holds
no rule."""
