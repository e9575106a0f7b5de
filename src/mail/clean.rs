//! Text from people and data, made safe for one line of a header or a mail.

/// Longest name in an address line, in characters.
pub(super) const NAME: usize = 120;
/// Longest subject, in characters.
pub(super) const SUBJECT: usize = 200;
/// Longest line of text taken from data, in characters.
pub(super) const LINE: usize = 2_000;

/// `text` on one line of at most `most` characters: control, line-breaking, invisible and direction-changing characters
/// become spaces, runs of spaces one space.
pub(super) fn line(text: &str, most: usize) -> String {
    let visible = text.chars().map(|c| if hides(c) { ' ' } else { c });
    let mut out = String::with_capacity(text.len().min(most * 4));
    let (mut count, mut gap) = (0, false);
    for c in visible {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        let needed = 1 + usize::from(gap);
        if count + needed > most {
            out.push('…');
            break;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(c);
        count += needed;
    }
    out
}

/// Characters that a reader does not see but that change lines, order or meaning.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Address of a page: `base` and `path`, with everything that has no place in a URL encoded.
pub(super) fn link(base: &str, path: &str) -> String {
    let mut out = base.trim_end_matches('/').to_owned();
    if !path.starts_with('/') {
        out.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/?#[]@!$&()*+,;=:%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether `base` may stand before a path in a mail.
pub(super) fn is_base(base: &str) -> bool {
    let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/:[]%".contains(&byte))
    })
}
