"""The same questions put to other libraries, one library a file."""
