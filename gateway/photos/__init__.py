"""Photographs of requests, rounds and cases: judged by content, made anew without metadata, kept in the database."""
