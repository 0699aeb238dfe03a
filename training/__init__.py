"""How the shipped block labeller is trained and measured; not part of the package."""
