"""Getting a set ready: importing a folder, captions for it, crops, enhanced copies, other layouts."""
