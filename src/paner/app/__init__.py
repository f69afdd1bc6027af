"""Commands, configuration, reports: parse, call, show."""
