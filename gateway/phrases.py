"""The sentences of problem details that come from elsewhere: titles by status, the schema library's messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("无法解析的请求", "Bad request"),
    401: ("未登录", "Not signed in"),
    403: ("无权操作", "Forbidden"),
    404: ("未找到", "Not found"),
    405: ("方法不支持", "Method not allowed"),
    409: ("状态冲突", "Conflict"),
    412: ("版本已过期", "Stale version"),
    413: ("内容过大", "Body too large"),
    415: ("格式不支持", "Unsupported media type"),
    422: ("内容有误", "Invalid input"),
    428: ("缺少 If-Match", "If-Match required"),
    429: ("请求过多", "Too many requests"),
    500: ("内部错误", "Internal error"),
    503: ("暂不可用", "Unavailable"),
}

MESSAGES: Mapping[str, str] = {
    "Missing data for required field.": "缺少必填项。",
    "Unknown field.": "未知字段。",
    "Field may not be null.": "不能为空。",
    "Invalid input type.": "类型不正确。",
    "Not a valid string.": "应为字符串。",
    "Not a valid integer.": "应为整数。",
    "Not a valid number.": "应为数字。",
    "Not a valid boolean.": "应为 true 或 false。",
    "Not a valid UUID.": "应为 UUID。",
    "Not a valid list.": "应为列表。",
    "Not a valid datetime.": "应为带时区的时间（ISO 8601）。",
    "Not a valid aware datetime.": "应为带时区的时间（ISO 8601）。",
    "Not a valid date.": "应为日期（YYYY-MM-DD）。",
    "Special numeric values (nan or infinity) are not permitted.": "不允许非数值。",
}

_PATTERNS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"Must be one of: (.*)\."), r"应为以下之一：\1。"),
    (re.compile(r"Longer than maximum length (\d+)\."), r"最多\1个字符。"),
    (re.compile(r"Shorter than minimum length (\d+)\."), r"最少\1个字符。"),
    (re.compile(r"Length must be between (\d+) and (\d+)\."), r"长度应为\1至\2。"),
    (
        re.compile(r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\."),
        r"应在\1至\2之间。",
    ),
)


_BOTH = re.compile(r"(?s)(.*?[.!?)]) ([\u4e00-\u9fff].*)")
"""A text in both languages: English sentences, a blank, Chinese ones."""


def in_english(text: str) -> str:
    """The English half of a text in both languages; another text as it is."""
    found = _BOTH.fullmatch(text)
    return found[1] if found else text


def in_chinese(text: str) -> str:
    """The Chinese half of a text in both languages; the schema library's own sentences in Chinese."""
    if both := _BOTH.fullmatch(text):
        return both[2]
    if text in MESSAGES:
        return MESSAGES[text]
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            return found.expand(chinese)
    return text
