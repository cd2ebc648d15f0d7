"""Accounts of citizens: signed in to with a code by SMS, kept apart from those of staff, and without any role."""
