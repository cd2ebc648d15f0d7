"""What of assistance `linli calendar recount` counts anew."""

from __future__ import annotations

from linli.recounting import Counted
from services.assistance.usecases import recounting
from services.assistance.usecases.applications import run_by

COUNTED = Counted("applications under way", run_by, recounting.recount)
