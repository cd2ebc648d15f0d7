"""Shapes on the ground: cut into cells, compared, and asked what lies where; pure computations on h3 and shapely."""
