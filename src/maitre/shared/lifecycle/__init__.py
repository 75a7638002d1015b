"""The one door: a verb taken as guard, conditional update, timeline entry and followers. Which verbs exist is each practice's table."""
