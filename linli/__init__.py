"""Linli 邻里, the shared library of the services: contracts and plumbing, never a business rule."""
