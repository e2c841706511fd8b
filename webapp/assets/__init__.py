"""The front end's third-party files and the map, put together when installing."""
