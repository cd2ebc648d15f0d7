"""The routes of volunteer, a module for each of its matters."""

from gateway.api.volunteer import (
    attendance,
    certificates,
    checking,
    deeds,
    dispatch,
    greetings,
    hours,
    messages,
    own,
    people,
    tasks,
    teams,
)

MODULES = (tasks, hours, certificates, checking, greetings, teams, people, dispatch, attendance, deeds, messages, own)
