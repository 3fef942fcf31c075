"""What must happen? Load, ask the domain, keep. One act a function, with the law's own verb; nobody commits here."""
