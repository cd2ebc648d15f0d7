"""Grid cells from files: boundaries read from GeoJSON, and the command that builds cells from them."""
