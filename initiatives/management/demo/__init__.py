"""The first case as data: what the notice of 2010 says (`source`), and a marked example course (`example`)."""
