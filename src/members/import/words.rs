//! Cells without the traces of spreadsheets, and words that stand for something: yes, female, frozen.

use std::borrow::Cow;

use super::person::{Gender, MemberStatus};
use super::problem::shorten;

/// A cell's value without what spreadsheets and exports wrap around it: spaces of every kind, invisible and control
/// characters, `="0123"` (which keeps leading zeros in Excel), and the apostrophe that makes `'+49 …` text.
pub(super) fn clean(cell: &str) -> String {
    let visible: String = cell
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            // Not the joiners U+200C and U+200D: Persian and Indian names are spelled with them.
            '\u{FEFF}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}' => None,
            '\n' | '\r' => Some('\n'),
            c if c.is_control() || c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect();
    let text = visible.trim();
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    text.trim().to_owned()
}

/// Nothing for the words that exports write for nothing. Not for names: Null is one.
pub(super) fn value(cell: &str) -> &str {
    const NOTHING: [&str; 10] = [
        "null",
        "(null)",
        "<null>",
        "none",
        "n/a",
        "#n/a",
        "nan",
        "undefined",
        "-",
        "--",
    ];
    if NOTHING.iter().any(|nothing| cell.eq_ignore_ascii_case(nothing)) {
        ""
    } else {
        cell
    }
}

/// Full-width letters, digits and signs, as Chinese input methods write them, to the plain ones.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3000}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Option<bool> {
    match half_width(text).to_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" | "ja" | "wahr" | "x" | "是" | "有" => Some(true),
        "false" | "no" | "n" | "f" | "0" | "nein" | "falsch" | "否" | "无" | "無" => Some(false),
        _ => None,
    }
}

/// A stated gender. `Ok(None)` for the words that say nothing, `Err` for those that are not known.
pub(super) fn gender(text: &str) -> Result<Option<Gender>, ()> {
    let text = half_width(text).to_lowercase();
    Ok(Some(match text.trim_end_matches('.') {
        "female" | "f" | "w" | "woman" | "girl" | "weiblich" | "frau" | "女" | "女性" | "女士" => Gender::Female,
        "male" | "m" | "man" | "boy" | "männlich" | "mann" | "herr" | "男" | "男性" | "先生" => Gender::Male,
        "other" | "o" | "x" | "d" | "nb" | "nonbinary" | "non-binary" | "non binary" | "diverse" | "divers"
        | "其他" => Gender::Other,
        "" | "unknown" | "u" | "unspecified" | "not specified" | "prefer not to say" | "not given" | "k.a" | "未知"
        | "保密" => {
            return Ok(None);
        }
        _ => return Err(()),
    }))
}

/// Where a person stands with the gym, by the word of the other system.
pub(super) fn status(text: &str) -> MemberStatus {
    let plain: String = half_width(text)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    match plain.as_str() {
        "active" | "current" | "member" | "aktiv" | "正常" | "有效" | "激活" | "活跃" | "活躍" | "啟用" | "在籍" => {
            MemberStatus::Active
        }
        "frozen" | "freeze" | "onhold" | "hold" | "paused" | "pausiert" | "ruhend" | "冻结" | "凍結" | "停卡"
        | "请假" | "請假" | "暂停" | "暫停" => MemberStatus::Frozen,
        "inactive" | "cancelled" | "canceled" | "expired" | "ended" | "terminated" | "former" | "lapsed"
        | "deactivated" | "past" | "inaktiv" | "gekündigt" | "beendet" | "过期" | "過期" | "已过期" | "已過期"
        | "到期" | "已到期" | "失效" | "退卡" | "注销" | "註銷" | "已退会" => MemberStatus::Ended,
        "lead" | "prospect" | "trial" | "interessent" | "潜客" | "潛客" | "潜在" | "潛在" | "意向" | "体验"
        | "體驗" => MemberStatus::Lead,
        _ => MemberStatus::Unknown(shorten(text)),
    }
}

/// Labels of one cell.
pub(super) fn tags(cell: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in cell.split([',', ';', '|', '\n', '，', '；', '、']) {
        let tag = tag.trim();
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}
