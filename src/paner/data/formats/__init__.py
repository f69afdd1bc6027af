"""One module a file format, its reader beside its writer."""
