"""The calls about the register of persons and households."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.programs import Proposals
from linli.contracts.assistance.register import (
    DecideDuplicate,
    FindPersons,
    GetHousehold,
    GetPerson,
    HouseholdView,
    JoinHousehold,
    Kept,
    LeaveHousehold,
    ListDuplicates,
    ListLooks,
    LookList,
    OpenHousehold,
    PersonDuplicates,
    PersonDuplicateView,
    PersonList,
    PersonView,
    ProposePrograms,
    RegisterPerson,
    RegisterStaff,
    ReviseHousehold,
    RevisePerson,
    SetConsent,
    StateKin,
    Unmask,
    Unmasked,
)
from linli.identity import Role
from linli.work import Work
from services.assistance.service.desk import Desk
from services.assistance.usecases import duplicates, households
from services.assistance.usecases import register as usecases

KEEPERS = frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR})
OFFICERS = KEEPERS | {Role.AID_APPROVER}
READERS = OFFICERS | {Role.AID_PAYER, Role.AUDITOR}
WATCHERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class RegisterCalls(Desk):
    """Persons and households, masked; what is encrypted is seen for a reason that is kept."""

    @call(RegisterPerson, PersonView, roles=KEEPERS)
    def register_person(self, said: RegisterPerson, work: Work) -> PersonView:
        """Enter a person 登记人员."""
        return usecases.register_person(work, said, self.keys)

    @call(RevisePerson, PersonView, roles=KEEPERS)
    def revise_person(self, said: RevisePerson, work: Work) -> PersonView:
        """Say anew what is known of a person 更新信息."""
        return usecases.revise_person(work, said, self.keys)

    @call(FindPersons, PersonList, roles=READERS, changes=False)
    def find_persons(self, said: FindPersons, work: Work) -> PersonList:
        """Find a person by a whole number 精确查找."""
        return usecases.find_persons(work, said, self.keys)

    @call(GetPerson, PersonView, roles=READERS, changes=False)
    def get_person(self, said: GetPerson, work: Work) -> PersonView:
        """Show a person, masked 人员信息（脱敏）."""
        return usecases.get_person(work, said, self.keys)

    @call(Unmask, Unmasked, roles=OFFICERS, private=True)
    def unmask_person(self, said: Unmask, work: Work) -> Unmasked:
        """Show one secret in full for a reason 查看明文（留痕）."""
        return usecases.unmask_person(work, said, self.keys)

    @call(ListLooks, LookList, roles=WATCHERS, changes=False)
    def list_looks(self, said: ListLooks, work: Work) -> LookList:
        """Who has seen a person's secrets 查看记录."""
        return usecases.list_looks(work, said)

    @call(SetConsent, PersonView, roles=KEEPERS)
    def set_consent(self, said: SetConsent, work: Work) -> PersonView:
        """A person agrees to a purpose or withdraws it 授权同意."""
        return usecases.set_consent(work, said, self.keys)

    @call(StateKin, Kept, roles=KEEPERS)
    def state_kin(self, said: StateKin, work: Work) -> Kept:
        """Two persons are related 亲属关系."""
        return usecases.state_kin(work, said)

    @call(RegisterStaff, Kept, roles=ADMINISTRATORS)
    def register_staff(self, said: RegisterStaff, work: Work) -> Kept:
        """Which person an account is 经办人员登记 (民发〔2021〕57号 art. 11)."""
        return usecases.register_staff(work, said)

    @call(OpenHousehold, HouseholdView, roles=KEEPERS)
    def open_household(self, said: OpenHousehold, work: Work) -> HouseholdView:
        """Enter a household 登记家庭 (民发〔2021〕57号 art. 7)."""
        return households.open_household(work, said, self.keys)

    @call(GetHousehold, HouseholdView, roles=READERS, changes=False)
    def get_household(self, said: GetHousehold, work: Work) -> HouseholdView:
        """Show a household as it is or was 家庭信息."""
        return households.get_household(work, said, self.keys)

    @call(ReviseHousehold, HouseholdView, roles=KEEPERS)
    def revise_household(self, said: ReviseHousehold, work: Work) -> HouseholdView:
        """Say anew what is known of a household 更新家庭情况."""
        return households.revise_household(work, said, self.keys)

    @call(JoinHousehold, HouseholdView, roles=KEEPERS)
    def join_household(self, said: JoinHousehold, work: Work) -> HouseholdView:
        """A person joins a household 加入家庭."""
        return households.join_household(work, said, self.keys)

    @call(LeaveHousehold, HouseholdView, roles=KEEPERS)
    def leave_household(self, said: LeaveHousehold, work: Work) -> HouseholdView:
        """A member leaves a household 移出家庭."""
        return households.leave_household(work, said, self.keys)

    @call(ProposePrograms, Proposals, roles=OFFICERS, changes=False)
    def propose_programs(self, said: ProposePrograms, work: Work) -> Proposals:
        """What every program says of a household 应保尽保."""
        return households.propose_programs(work, said)

    @call(ListDuplicates, PersonDuplicates, roles=OFFICERS, changes=False)
    def list_duplicates(self, said: ListDuplicates, work: Work) -> PersonDuplicates:
        """Entries that may be one person 疑似重复."""
        return duplicates.list_duplicates(work, said, self.keys)

    @call(DecideDuplicate, PersonDuplicateView, roles=OFFICERS)
    def decide_duplicate(self, said: DecideDuplicate, work: Work) -> PersonDuplicateView:
        """Say whether two entries are one person 查重认定."""
        return duplicates.decide_duplicate(work, said, self.keys)
