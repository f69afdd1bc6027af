"""What a word looks like: one regular expression over every script, with its reasons."""

# ruff: noqa: RUF001 - the quotes and hyphens of other scripts are the point

import regex

__all__ = ["CLUSTER", "SPACES", "WORD"]

# Exactly the characters for which str.isspace() holds (tested): \s of `regex` is another set.
SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

# Scripts that set no space between words, and Hangul, whose particles are glued to names: there
# each grapheme cluster is a word, so that an entity may begin and end at any of them.
_SCRIPTS = (
    *("Han", "Hiragana", "Katakana", "Bopomofo", "Hangul", "Yi", "Thai", "Lao", "Khmer"),
    *("Myanmar", "Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet", "Javanese", "Balinese"),
)
# 々 and the marks of long vowels belong to several scripts.
_UNSPACED = "".join(rf"\p{{Script={name}}}" for name in _SCRIPTS) + "\u3005\u30fc\uff70"

_LETTER = rf"[\p{{L}}--[{_UNSPACED}]]"
_INSIDE = rf"[[\p{{L}}\p{{M}}\p{{N}}_\u00ad\u2060\u200c\u200d]--[{_UNSPACED}]]"  # soft hyphens too
_RUN = rf"{_LETTER}{_INSIDE}*+"

# As CoNLL and CrossNER write words: `well-known` is one, `Award -winning` two, so that the
# name before such an ending can be tagged alone.
_ENDING = (
    r"-(?:based|born|led|like|nominated|winning|style|speaking|backed|owned|related|era|made|"
    r"inspired|trained|funded|sponsored)\b"
)
_ELISION = (
    r"(?i:c|d|j|l|m|n|s|t|qu|jusqu|lorsqu|puisqu|all|dall|dell|nell|sull|coll|un|quest|quell|sant)"
)
_SHORTENED = (
    r"(?:Mrs?|Ms|Drs?|Prof|St|Jr|Sr|Bros|Inc|Ltd|Corp|Co|vs|Gen|Col|Lt|Sgt|Capt|Rev|Hon|pp)"
)

CLUSTER = regex.compile(r"\X")

WORD = regex.compile(
    rf"""
      (?: (?:https?|ftp)://  | www\. ) [!-~--[<>"'`\[\]{{}}|\\^]]{{0,2000}} [A-Za-z0-9/]
    | [A-Za-z0-9._%+\-]{{1,64}} @ [A-Za-z0-9\-]{{1,63}} (?: \. [A-Za-z0-9\-]{{1,63}} ){{1,8}}
    | [@\#] (?=[{_LETTER}_]) {_INSIDE}++                      # @user, #topic
    | (?: {_LETTER} \. ){{2,}} (?: {_LETTER} (?!{_INSIDE}) )?+  # U.S., e.g., Ph.D without its dot
    | \p{{Lu}}\p{{Ll}} (?: \. \p{{Lu}} )++ \.?                # Ph.D.
    | {_SHORTENED} \.
    | [\p{{Lu}}--[{_UNSPACED}]] \. (?=\s\p{{Lu}})             # the J. of J. Smith
    | {_ELISION} ['’] (?={_LETTER})                           # l', dell'
    | ['’] {_RUN}                                             # 's, 't, 'Connell
    | {_RUN} (?: (?!(?<=\p{{Lu}}{_INSIDE}*){_ENDING}) [\-‐‑] {_INSIDE}++ )*+
    | {_ENDING}
    # 3.5, 1,000, 12:30, 5th, 1922-23
    | \p{{N}}++ (?: [.,:]\p{{N}}++ )*+ (?: [\-‐‑]? {_INSIDE}++ )*+
    | \.{{2,}} | -{{2,}} | ={{2,}} | _{{2,}} | \*{{2,}}       # dots and rulers
    | [^{SPACES}]
    """,
    regex.VERBOSE | regex.VERSION1,
)
