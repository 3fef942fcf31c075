"""Is it right? Pure functions and frozen dataclasses: no database, no clock, no framework."""
