"""The calls about aid cards and the merchants that take them."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.cards import (
    BlockCard,
    CardPage,
    CardView,
    CloseCard,
    GetCard,
    IssueCard,
    IssuedCard,
    ListCards,
    ListMerchants,
    LoadCard,
    MerchantList,
    MerchantView,
    RedeemCards,
    RedemptionResults,
    RegisteredMerchant,
    RegisterMerchant,
    SettlementView,
    SettleMerchant,
    UndoRedemption,
)
from linli.identity import Role
from linli.work import Work
from services.assistance.service.applications import APPROVERS, PAYERS, PREPARERS, READERS
from services.assistance.service.desk import Desk
from services.assistance.usecases import cards as usecases

MERCHANTS = frozenset({Role.ADMINISTRATOR})


class CardCalls(Desk):
    """Cards with a value and a scope, on the same books as the funds."""

    @call(IssueCard, IssuedCard, roles=PREPARERS, private=True)
    def issue_card(self, said: IssueCard, work: Work) -> IssuedCard:
        """Make a card 制卡."""
        return usecases.issue(work, said, self.sealer)

    @call(LoadCard, CardView, roles=APPROVERS)
    def load_card(self, said: LoadCard, work: Work) -> CardView:
        """Put value on a card 充值."""
        return usecases.load(work, said, self.sealer)

    @call(BlockCard, CardView, roles=PREPARERS | APPROVERS)
    def block_card(self, said: BlockCard, work: Work) -> CardView:
        """Block a card 挂失停用."""
        return usecases.block(work, said, self.sealer)

    @call(CloseCard, CardView, roles=APPROVERS)
    def close_card(self, said: CloseCard, work: Work) -> CardView:
        """Close a card; what is left goes back 销卡退回."""
        return usecases.close(work, said, self.sealer)

    @call(GetCard, CardView, roles=READERS, changes=False)
    def get_card(self, said: GetCard, work: Work) -> CardView:
        """Show a card 卡详情."""
        return usecases.get_card(work, said, self.sealer)

    @call(ListCards, CardPage, roles=READERS, changes=False)
    def list_cards(self, said: ListCards, work: Work) -> CardPage:
        """Cards of an area 卡列表."""
        return usecases.list_cards(work, said, self.sealer)

    @call(RegisterMerchant, RegisteredMerchant, roles=MERCHANTS, private=True)
    def register_merchant(self, said: RegisterMerchant, work: Work) -> RegisteredMerchant:
        """Let a shop take cards 商户登记."""
        return usecases.register_merchant(work, said, self.sealer)

    @call(ListMerchants, MerchantList, roles=READERS, changes=False)
    def list_merchants(self, said: ListMerchants, work: Work) -> MerchantList:
        """Merchants of an area 商户列表."""
        return usecases.list_merchants(work, said, self.sealer)

    @call(RedeemCards, RedemptionResults)
    def redeem_cards(self, said: RedeemCards, work: Work) -> RedemptionResults:
        """Take in a till's purchases, also those made offline 刷卡消费."""
        return usecases.redeem(work, said, self.sealer)

    @call(UndoRedemption, MerchantView, roles=PAYERS)
    def undo_redemption(self, said: UndoRedemption, work: Work) -> MerchantView:
        """A purchase was given back 消费冲正."""
        return usecases.undo(work, said, self.sealer)

    @call(SettleMerchant, SettlementView, roles=PAYERS, private=True)
    def settle_merchant(self, said: SettleMerchant, work: Work) -> SettlementView:
        """Pay a merchant 商户结算."""
        return usecases.settle(work, said, self.sealer)
