"""The calls about cameras and sensors, and the messages that they send."""

from __future__ import annotations

from linli.calls import call
from linli.clock import now
from linli.context import Context
from linli.contracts.grid.devices import (
    AddDevice,
    DeviceList,
    DeviceReportTaken,
    DeviceView,
    ListDevices,
    RenewDeviceKey,
    ReportByDevice,
    RevokeDevice,
)
from linli.identity import PUBLIC_ROLE
from linli.jobs import every
from linli.work import Work
from services.grid.service.post import LEADERS, Post
from services.grid.usecases import devices


class DeviceCalls(Post):
    """Devices: added, given keys, revoked, listed, heard."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._books = context.database

    @call(AddDevice, DeviceView, roles=LEADERS, private=True)
    def add_device(self, said: AddDevice, work: Work) -> DeviceView:
        """Register a device."""
        return devices.add(work, said, self.secret)

    @call(RenewDeviceKey, DeviceView, roles=LEADERS, private=True)
    def renew_device_key(self, said: RenewDeviceKey, work: Work) -> DeviceView:
        """Another key for a device."""
        return devices.renew_key(work, said, self.secret)

    @call(RevokeDevice, DeviceView, roles=LEADERS)
    def revoke_device(self, said: RevokeDevice, work: Work) -> DeviceView:
        """Take no more of its messages."""
        return devices.revoke(work, said)

    @call(ListDevices, DeviceList, roles=LEADERS, changes=False)
    def list_devices(self, said: ListDevices, work: Work) -> DeviceList:
        """The devices of an area."""
        return devices.list_devices(work, said)

    @call(ReportByDevice, DeviceReportTaken, roles=PUBLIC_ROLE)
    def report_by_device(self, said: ReportByDevice, work: Work) -> DeviceReportTaken:
        """Take a device's message over."""
        return devices.report(work, said, self.secret)

    @every(3600.0)
    def forget_messages(self) -> None:
        """Forget the ids of old messages."""
        with self._books.transaction() as session:
            devices.forget(session, now())
