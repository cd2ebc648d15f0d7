"""The calls about articles of the knowledge base."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.knowledge import (
    ArticlePage,
    ArticleView,
    ChangeArticle,
    FoundArticles,
    GetArticle,
    JudgeArticle,
    JudgementPage,
    JudgementView,
    ListArticles,
    ListJudgements,
    ResolveJudgement,
    ReviseArticle,
    SearchArticles,
    SuggestArticles,
    UseArticle,
    UseView,
    WriteArticle,
)
from linli.identity import Role
from linli.work import Work
from services.hotline.service.desk import DESK, Desk
from services.hotline.usecases import knowledge as usecases
from services.hotline.usecases import searching

EDITORS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
ANSWERING = DESK | {Role.HANDLER}


class KnowledgeCalls(Desk):
    """Articles: written, reviewed, published, found, judged."""

    @call(WriteArticle, ArticleView, roles=ANSWERING)
    def write_article(self, said: WriteArticle, work: Work) -> ArticleView:
        """Write an article."""
        return usecases.write(work, said)

    @call(ReviseArticle, ArticleView, roles=ANSWERING)
    def revise_article(self, said: ReviseArticle, work: Work) -> ArticleView:
        """Write an article's next version."""
        return usecases.revise(work, said)

    @call(ChangeArticle, ArticleView, roles=EDITORS)
    def review_article(self, said: ChangeArticle, work: Work) -> ArticleView:
        """Stand for the newest version as a second person 审核."""
        return usecases.review(work, said)

    @call(ChangeArticle, ArticleView, roles=EDITORS)
    def publish_article(self, said: ChangeArticle, work: Work) -> ArticleView:
        """Publish the reviewed version 发布."""
        return usecases.publish(work, said)

    @call(ChangeArticle, ArticleView, roles=EDITORS)
    def retire_article(self, said: ChangeArticle, work: Work) -> ArticleView:
        """Withdraw an article from use 下架."""
        return usecases.retire(work, said)

    @call(GetArticle, ArticleView, changes=False)
    def get_article(self, said: GetArticle, work: Work) -> ArticleView:
        """Show one version of an article."""
        return usecases.get(work, said)

    @call(ListArticles, ArticlePage, changes=False)
    def list_articles(self, said: ListArticles, work: Work) -> ArticlePage:
        """List the articles of an area."""
        return usecases.list_articles(work, said)

    @call(SearchArticles, FoundArticles, changes=False)
    def search_articles(self, said: SearchArticles, work: Work) -> FoundArticles:
        """Look for articles by words."""
        return searching.search(work, said)

    @call(SuggestArticles, FoundArticles, changes=False)
    def suggest_articles(self, said: SuggestArticles, work: Work) -> FoundArticles:
        """Articles for what is being recorded."""
        return searching.suggest(work, said)

    @call(UseArticle, UseView, roles=ANSWERING)
    def use_article(self, said: UseArticle, work: Work) -> UseView:
        """A request was answered with an article."""
        return usecases.use(work, said)

    @call(JudgeArticle, JudgementView)
    def judge_article(self, said: JudgeArticle, work: Work) -> JudgementView:
        """Say what an article was worth 反馈."""
        return usecases.judge(work, said)

    @call(ListJudgements, JudgementPage, roles=EDITORS, changes=False)
    def list_judgements(self, said: ListJudgements, work: Work) -> JudgementPage:
        """List what readers found wrong or outdated."""
        return usecases.list_judgements(work, said)

    @call(ResolveJudgement, JudgementView, roles=EDITORS)
    def resolve_judgement(self, said: ResolveJudgement, work: Work) -> JudgementView:
        """Answer a reader."""
        return usecases.resolve(work, said)
