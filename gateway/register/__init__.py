"""Reading the files of the BCE: an extract becomes a release of the register, complete or not at all.

`importer` is the whole story; `source` opens zips and folders, `rows` reads their CSV, `records` and `functions` say
what each row means, `rejects` keeps account of those that mean nothing, `release` builds the file.
"""
