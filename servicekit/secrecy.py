"""Marks of secrecy (密级标志) in what is entered, however they were spaced: the platform takes no classified material.

A document that speaks of secrecy (关于加强秘密载体管理的通知) bears no mark.
"""

from __future__ import annotations

import re
import unicodedata

from servicekit.blanks import shows

CLASSIFIED = (
    *("classified", "文中带有密级标志；本平台不处理国家秘密，只接受公开或内部材料"),
    "It bears a mark of secrecy; only public or internal material is taken",
)
"""What is said of a text that bears one, in both languages, and the code of it."""
_MARK_ALONE = "㊙"
_BLANK = r"\s"
_BETWEEN = r"[\W_\u02b0-\u02ff\u30fc\u318d\u119e\u4e28]{0,100}"
"""What may stand between the characters of a word without making two of it: blanks, dots, dashes, strokes, any sign."""
_SPACE = r"[\s\u00b7.\-\u2010-\u2015/_|~]{0,16}"
_AROUND = r"[^\w.,:;!?。、…'\"“”‘’《》「」『』]{0,16}"
"""What may stand around a degree that is alone in its line; after a full stop it is the end of a sentence."""
_OF_DEGREE = "绝絕絶机機秘祕"
_DEGREE = rf"(?:[{_OF_DEGREE}]{_BETWEEN}密)"
_OF_A_PAPER = rf"(?:{_SPACE}[级級])?(?:{_SPACE}件)?"
"""What a degree that is alone may end in: 机密级, 绝密件."""
_AGAIN = rf"(?:([{_OF_DEGREE}]){_BETWEEN}密(?:{_SPACE}\1{_BETWEEN}密){{0,3}}{_OF_A_PAPER})"
"""A degree that may stand there several times."""
_STAR = "[★☆✦-✧✩-✰✱-✺⋆∗⁎⭐🌟*﹡]"
_COLON = r"[:=\u2236\u02d0\ua789]"
_TICKED = "[☑☒√✓✔✅■●◉]"
_BOXES = r"[\s□☐○◯☑☒√✓✔✅■●◉]"
_WORD = r"[\u3400-\u9fff]"
_SECRET = rf"(?:[保涉定标]{_BETWEEN}密)"
_LEVEL = (
    rf"(?:(?<![{_OF_DEGREE}])密{_BETWEEN}(?:[级級](?:{_BETWEEN}[别別]|{_SPACE}标{_SPACE}[志识示注])?|[别別])"
    rf"|(?:{_SECRET}|[秘祕]{_BETWEEN}密){_BETWEEN}(?:等{_BETWEEN}[级級]|程{_BETWEEN}度))"
)
_IS = r"(?:为|是|系|属于?|(?:[确核拟暂划]?定|标[注明]?|列)(?:为|成))"
_QUOTE = "[\"'“”‘’《》「」『』]"
_CLOSED = r"[】\]〕〗}>〉)]"
_URGENT = r"(?:特急|特提|加急|平急|急件|紧急)"
_COPY = rf"(?:份号{_SPACE}{_COLON}?{_SPACE}[0-9]{{1,10}}|[0-9]{{6}}(?![0-9]))"
"""The number of the copy (份号), which stands at the head of a paper beside its degree."""
_PERIOD = (
    rf"(?:{_STAR}|※)?{_SPACE}\(?{_SPACE}"
    rf"(?:[0-9一二三四五六七八九十百两〇零]{{1,5}}{_SPACE}(?:年|个月|月)|长期|启用前|解密前)?{_SPACE}\)?"
)
_SECRETLY = r"(?:投票|表决|选举|测评|推荐|评议|划票|写票|填写)"
"""What is done in secret and is none."""
_PAPER = (
    r"(?:方案|通知|报告|意见|请示|批复|函|决定|决议|办法|规定|细则|纪要|名单|名册|材料|汇报|总结|计划|要点|通报|讲话|档案"
    r"|预案|简报|专报|清单|台账|记录|笔录|说明|鉴定|资料|情况|表|稿)"
)
"""What papers are called."""
_OF_NO_DEGREES = rf"(?![^\n]{{0,80}}(?:密|泄[露漏]|{_SECRETLY}))"
"""No title of a paper is what explains the degrees, or is done in secret."""
_PARTED = r"(?:[\s_]{0,4}[:\-\u00b7\u2010-\u2015\u2236\u02d0\u30fb\ua789|/][\s_]{0,4})"
"""What parts a degree from the title that it stands before or behind."""
_LISTED = (
    rf"(?!{_BOXES}{{0,16}}{_SPACE}"
    rf"(?:[、,;，；]{{0,2}}(?:或|和|及|以|与|至|到)?{_BOXES}{{0,16}}{_SPACE}{_DEGREE}|(?:或|和|及|以|与|至|到)?[上下]))"
)
"""No mark is a degree of several that a text names together."""
_MARK = re.compile(
    rf"{_DEGREE}[级級]?{_SPACE}{_STAR}"
    rf"|{_LEVEL}{_AROUND}(?:{_COLON}|{_BLANK}|{_STAR}){_AROUND}{_SPACE}{_DEGREE}{_LISTED}"
    rf"|{_LEVEL}{_SPACE}(?:{_IS}|[确核拟]定|{_CLOSED}|[→⇒])?{_SPACE}{_COLON}?{_SPACE}{_QUOTE}?{_DEGREE}[级級]?"
    rf"(?!{_QUOTE}?{_WORD}){_LISTED}"
    rf"|{_SECRET}{_SPACE}(?:{_CLOSED}{_SPACE}{_COLON}?|{_COLON}|{_IS}){_AROUND}{_DEGREE}[级級]?(?!{_WORD}){_LISTED}"
    rf"|[本此该](?:文件|材料|件|文|卷){_SPACE}{_IS}?{_SPACE}{_DEGREE}{_OF_A_PAPER}(?!{_WORD}){_LISTED}"
    rf"|{_LEVEL}{_SPACE}\({_SPACE}{_DEGREE}[级級]?{_SPACE}{_PERIOD}{_SPACE}\)"
    rf"|{_TICKED}{_SPACE}{_DEGREE}[级級]?(?!{_WORD})"
    rf"|^{_AROUND}(?:{_COPY}{_AROUND})?(?:{_URGENT}{_AROUND})?{_AGAIN}{_SPACE}{_PERIOD}{_AROUND}"
    rf"(?:{_URGENT}{_AROUND})?$"
    rf"|^{_AROUND}[\"'“‘《「『]{_SPACE}{_DEGREE}{_OF_A_PAPER}{_SPACE}{_PERIOD}{_SPACE}[\"'”’》」』]{_AROUND}$"
    rf"|(?:\A|(?<=[。.!?;:]\n)){_AROUND}{_DEGREE}{_OF_A_PAPER}{_SPACE}{_PERIOD}[。.!:]{_AROUND}$"
    rf"|[【\[〔〖{{<〈]{_SPACE}{_DEGREE}{_OF_A_PAPER}{_SPACE}{_PERIOD}{_SPACE}[】\]〕〗}}>〉]"
    rf"|^{_AROUND}\({_SPACE}{_DEGREE}(?:{_SPACE}件)?{_SPACE}{_PERIOD}{_SPACE}\)(?!{_SECRETLY})"
    rf"|\({_SPACE}{_DEGREE}(?:{_SPACE}件)?{_SPACE}{_PERIOD}{_SPACE}\){_AROUND}$"
    rf"|\A{_AROUND}{_DEGREE}{_OF_A_PAPER}{_PARTED}{_OF_NO_DEGREES}(?!{_IS}|[指即])[^\n。.,;!?]{{2,80}}$"
    rf"|^{_AROUND}{_DEGREE}{_OF_A_PAPER}(?:{_PARTED}|[ \t_]{{1,4}}|\(){_OF_NO_DEGREES}"
    rf"[^\n。,;!?]{{0,80}}{_PAPER}{_AROUND}$"
    rf"|\A{_AROUND}{_DEGREE}{_OF_A_PAPER}[\s,!。;]{{1,3}}(?:请|注意|妥善|阅后|不得|禁止|严禁)"
    rf"|{_PAPER}(?:{_PARTED}|[\s_]{{1,4}}|\(){_DEGREE}{_OF_A_PAPER}{_SPACE}{_PERIOD}{_AROUND}$",
    re.MULTILINE,
)
_SAME = re.compile(r"([\W_])\1+")


def bears_mark(text: str) -> bool:
    """Whether a text bears the mark of a degree: 机密★1年, 秘 密 ★, 密级：机密, 秘-密 in a line alone, or ㊙."""
    if "密" not in text and _MARK_ALONE not in text:
        return False  # As nearly all are.
    return _MARK_ALONE in text or _MARK.search(_plain(text)) is not None


def is_named_marked(path: str) -> bool:
    """Whether the name of a file, or of a folder that it lies in, bears one: 机密.lrmx, 秘密/甲.lrmx, 机密_甲.lrmx."""
    if "密" not in path and _MARK_ALONE not in path:
        return False
    for name in re.split(r"[/\\]", path):
        stem = name.rpartition(".")[0] or name
        if any(map(bears_mark, (name, stem, *re.split(r"[\W_]+", stem)))):
            return True
    return False


def _plain(text: str) -> str:
    """The text in one width, without what shows nothing, empty lines, and repetitions of a sign."""
    lines = unicodedata.normalize("NFKC", text).splitlines()
    seen = ("".join(sign if shows(sign) else " " for sign in line).split() for line in lines)
    return _SAME.sub(r"\1", "\n".join(" ".join(words) for words in seen if words))
