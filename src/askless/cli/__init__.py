from askless.cli.app import app, main

__all__ = ["app", "main"]
