"""What of the hotline `linli calendar recount` counts anew."""

from __future__ import annotations

from linli.recounting import Counted
from services.hotline.usecases import clocks
from services.hotline.usecases.timing import run_by

COUNTED = Counted("open requests", run_by, clocks.recount)
