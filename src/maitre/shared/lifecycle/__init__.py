"""The one door: a verb as guard, conditional update, timeline entry and followers. Which verbs exist, practices say."""
