"""Where is it kept? Tables, queries, and one transaction a piece of work. Only SQLAlchemy is known here."""
