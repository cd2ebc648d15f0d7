"""The calls about certificates and statements."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.volunteer.certificates import (
    CertificateCheck,
    CertificatePage,
    CertificateView,
    CheckCertificate,
    GetCertificate,
    GetHourStatement,
    GetMyHourStatement,
    HourStatement,
    IssueCertificate,
    ListCertificates,
    RevokeCertificate,
)
from linli.identity import PUBLIC_ROLE
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import certificates as usecases
from services.volunteer.usecases.roles import COORDINATORS, READERS


class CertificateCalls(Desk):
    """Certificates issued, revoked, checked; statements made."""

    @call(IssueCertificate, CertificateView, roles=COORDINATORS)
    def issue_certificate(self, said: IssueCertificate, work: Work) -> CertificateView:
        """Certify the service of a volunteer 出具证明."""
        return usecases.issue(work, said, self.sealer)

    @call(GetCertificate, CertificateView, roles=COORDINATORS, changes=False)
    def get_certificate(self, said: GetCertificate, work: Work) -> CertificateView:
        """One certificate 证明详情."""
        return usecases.get(work, said, self.sealer)

    @call(ListCertificates, CertificatePage, roles=COORDINATORS, changes=False)
    def list_certificates(self, said: ListCertificates, work: Work) -> CertificatePage:
        """A volunteer's certificates 证明列表."""
        return usecases.list_certificates(work, said, self.sealer)

    @call(RevokeCertificate, CertificateView, roles=COORDINATORS)
    def revoke_certificate(self, said: RevokeCertificate, work: Work) -> CertificateView:
        """Say that it holds no more 作废证明."""
        return usecases.revoke(work, said, self.sealer)

    @call(CheckCertificate, CertificateCheck, roles=PUBLIC_ROLE, changes=False)
    def check_certificate(self, said: CheckCertificate, work: Work) -> CertificateCheck:
        """Whether a code is good, for anyone 核验证明."""
        return usecases.check(work, said, self.sealer)

    @call(GetHourStatement, HourStatement, roles=READERS, private=True)
    def get_hour_statement(self, said: GetHourStatement, work: Work) -> HourStatement:
        """A volunteer's statement 时长对账单."""
        return usecases.statement(work, said, self.secret)

    @call(GetMyHourStatement, HourStatement, private=True)
    def get_my_hour_statement(self, said: GetMyHourStatement, work: Work) -> HourStatement:
        """The caller's own statement 我的时长对账单."""
        return usecases.statement_of_mine(work, said, self.secret)
