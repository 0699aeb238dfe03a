"""What newsclean costs, measured: ``make bench``, and by hand ``python -m bench --help``."""
