"""Files that ship inside the package; open them with `importlib.resources.files("resources")`."""
