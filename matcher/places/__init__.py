"""The places of China: codes, names, coordinates, and free text that names them."""
