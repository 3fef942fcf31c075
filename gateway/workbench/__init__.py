"""What would it mean? Tools for those who edit the rules: they work out everything, and put nothing in force."""
