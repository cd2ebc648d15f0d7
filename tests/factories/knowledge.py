"""Articles of the knowledge base for tests, and the way from a draft to a published one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gateway.accounts import store
from linli.identity import Principal, Role
from tests.factories.people import DISTRICT, person
from tests.factories.running import RunningService
from tests.factories.web import Caller, Web

ARTICLES = "/api/hotline/articles"
WRITER = person(Role.OPERATOR)
EDITOR = person(Role.SUPERVISOR)


def content(**said: Any) -> dict[str, Any]:
    """What a good article says, in its wire form."""
    return {"title": "老年助餐点怎么申请", "body": "60岁以上老人可到社区助餐点就餐，带身份证登记。", **said}


def write(service: RunningService, area: str = DISTRICT, who: Principal = WRITER, **said: Any) -> dict[str, Any]:
    """A draft."""
    return service.ask(who, "write_article", area_code=area, content=content(**said))


def publish(service: RunningService, article_id: Any) -> dict[str, Any]:
    """Have the newest version reviewed and published."""
    service.ask(EDITOR, "review_article", id=article_id)
    return service.ask(EDITOR, "publish_article", id=article_id)


def write_and_publish(service: RunningService, area: str = DISTRICT, **said: Any) -> dict[str, Any]:
    """A published article."""
    return publish(service, write(service, area, **said)["id"])


def published(web: Web, area: str = DISTRICT, **said: Any) -> dict[str, Any]:
    """A published article, written and reviewed by two accounts through the API."""
    writer, editor = (_account(web, role) for role in (Role.OPERATOR, Role.SUPERVISOR))
    made = writer.post(ARTICLES, {"area_code": area, "content": content(**said)}).json or {}
    for move in ("review", "publish"):
        done = editor.post(f"{ARTICLES}/{made['id']}/{move}", {}, If_Match="*")
        assert done.status_code == 200, done.text
    return dict(done.json or {})


def _account(web: Web, role: Role) -> Caller:
    account = web.account((role, DISTRICT))
    with web.database.transaction() as session:
        return Caller(
            web.app.test_client(use_cookies=False), store.issue_token(session, account, "bearer", timedelta(hours=1))
        )
