"""The work briefing (工作简报) as a paper, with shares and structures as bars."""
