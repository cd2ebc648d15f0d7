"""Measurements of the grid on data of others: patrols against recorded incidents, routes against known best ones."""
