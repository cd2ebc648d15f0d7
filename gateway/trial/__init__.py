"""`linli run`: the whole platform in one process, with real areas, accounts and requests to try it on."""
