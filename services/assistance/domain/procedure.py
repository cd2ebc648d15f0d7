"""The procedure of an application as tables: what may be done in which state, by whom, and which clocks run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from linli.contracts.assistance.applications import ApplicationAction, ApplicationState, ClockName

A, S = ApplicationAction, ApplicationState
UNDECIDED = (S.ACCEPTED, S.SURVEYED, S.POSTED, S.OBJECTED, S.FORWARDED)
"""The states between acceptance and decision."""
TRANSITIONS: Mapping[tuple[ApplicationState, ApplicationAction], ApplicationState] = MappingProxyType(
    {
        (S.FILED, A.ASK_PAPERS): S.FILED,
        (S.FILED, A.HAND_IN): S.FILED,
        (S.FILED, A.ACCEPT): S.ACCEPTED,
        (S.ACCEPTED, A.INQUIRE): S.ACCEPTED,
        (S.ACCEPTED, A.SURVEY): S.SURVEYED,
        (S.SURVEYED, A.INQUIRE): S.SURVEYED,
        (S.SURVEYED, A.OPINE): S.POSTED,
        (S.POSTED, A.OBJECT): S.OBJECTED,
        (S.OBJECTED, A.HEAR): S.SURVEYED,
        (S.POSTED, A.FORWARD): S.FORWARDED,
        (S.FORWARDED, A.GRANT): S.GRANTED,
        (S.FORWARDED, A.REFUSE): S.REFUSED,
        (S.REFUSED, A.DELIVER): S.REFUSED,
        (S.REFUSED, A.APPEAL): S.APPEALED,
        (S.STOPPED, A.APPEAL): S.APPEALED,
        (S.APPEALED, A.REOPEN): S.ACCEPTED,
        (S.APPEALED, A.UPHOLD): S.ENDED,
        (S.ACCEPTED, A.ADVANCE): S.ACCEPTED,
        (S.ACCEPTED, A.PAY_ADVANCE): S.ACCEPTED,
        (S.GRANTED, A.PAY): S.PAYING,
        (S.GRANTED, A.REFER): S.REFERRED,
        (S.REFERRED, A.TAKE_UP): S.REFERRED,
        (S.REFERRED, A.CONCLUDE): S.SETTLED,
        (S.REFERRED, A.DECLINE): S.SETTLED,
        (S.REFERRED, A.LAPSE): S.GRANTED,
        (S.PAYING, A.RECHECK): S.PAYING,
        (S.PAYING, A.PROPOSE): S.CHANGING,
        (S.STEPPING_DOWN, A.PROPOSE): S.CHANGING,
        (S.CHANGING, A.CHANGE): S.PAYING,
        (S.CHANGING, A.STEP_DOWN): S.STEPPING_DOWN,
        (S.CHANGING, A.STOP): S.STOPPED,
        (S.CHANGING, A.KEEP): S.PAYING,
        **{(state, A.END): S.ENDED for state in (S.FILED, *UNDECIDED)},
        **{(state, A.NAME_PAYEE): state for state in (S.FILED, *UNDECIDED, S.GRANTED)},
        **{(state, action): state for state in UNDECIDED for action in (A.EXTEND, A.VISIT, A.HAND_IN)},
        **{(state, A.RECOVER): state for state in (S.REFUSED, S.APPEALED, S.ENDED)},
    }
)
"""What may be done in which state. Nobody is aided without application, survey and confirmation (art. 28), but by
urgent aid, which is paid before the survey and then decided by it (国发〔2014〕47号)."""
PREPARING = frozenset(
    {
        *(A.FILE, A.ASK_PAPERS, A.HAND_IN, A.NAME_PAYEE, A.ACCEPT, A.SURVEY, A.INQUIRE, A.VISIT),
        *(A.OPINE, A.HEAR, A.FORWARD, A.EXTEND, A.DELIVER, A.PROPOSE, A.RECHECK, A.REFER),
    }
)
APPROVING = frozenset({A.ADVANCE, A.GRANT, A.REFUSE, A.REOPEN, A.UPHOLD, A.CHANGE, A.STEP_DOWN, A.STOP, A.KEEP})
PAYING = frozenset({A.PAY, A.PAY_ADVANCE, A.RECOVER})
DECIDING = frozenset({A.ADVANCE, A.GRANT, A.REFUSE, A.CHANGE, A.STEP_DOWN, A.STOP})
"""What a household may appeal against."""
APPEALING = frozenset({A.REOPEN, A.UPHOLD})
"""What decides an appeal."""
BEGINS: Mapping[ApplicationAction, tuple[ClockName, ...]] = MappingProxyType(
    {
        A.ACCEPT: (ClockName.SURVEY, ClockName.INQUIRY, ClockName.WHOLE),
        A.REOPEN: (ClockName.SURVEY, ClockName.INQUIRY, ClockName.WHOLE),
        A.OPINE: (ClockName.POSTING,),
        A.OBJECT: (ClockName.OBJECTION,),
        A.FORWARD: (ClockName.CONFIRM,),
        A.REFUSE: (ClockName.REFUSAL, ClockName.RECOVERY),
        A.PAY_ADVANCE: (ClockName.COMPLETION,),
        A.REFER: (ClockName.ANSWER,),
        A.TAKE_UP: (ClockName.RESULT,),
    }
)
"""The clocks that a step begins, each for the time that the profile has under its name."""
STOPS: Mapping[ApplicationAction, tuple[ClockName, ...]] = MappingProxyType(
    {
        A.SURVEY: (ClockName.SURVEY,),
        A.INQUIRE: (ClockName.INQUIRY,),
        A.OBJECT: (ClockName.POSTING,),
        A.HEAR: (ClockName.OBJECTION,),
        A.FORWARD: (ClockName.POSTING,),
        A.PAY_ADVANCE: (ClockName.SURVEY, ClockName.INQUIRY, ClockName.WHOLE),
        A.GRANT: (ClockName.CONFIRM, ClockName.WHOLE, ClockName.COMPLETION),
        A.REFUSE: (ClockName.CONFIRM, ClockName.WHOLE, ClockName.COMPLETION),
        A.REOPEN: (ClockName.RECOVERY,),
        A.TAKE_UP: (ClockName.ANSWER,),
        A.CONCLUDE: (ClockName.ANSWER, ClockName.RESULT),
        A.DECLINE: (ClockName.ANSWER, ClockName.RESULT),
        A.LAPSE: (ClockName.ANSWER, ClockName.RESULT),
        A.DELIVER: (ClockName.REFUSAL,),
        A.STOP: tuple(ClockName),
        A.END: tuple(ClockName),
    }
)
