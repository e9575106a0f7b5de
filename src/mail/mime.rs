//! Reads back what was built: headers unfolded and decoded, both parts decoded. For tests only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) struct Read {
    /// Names as written, values decoded.
    pub(super) headers: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) html: String,
}

impl Read {
    pub(super) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice");
        value
    }
}

pub(super) fn read(mime: &[u8]) -> Read {
    let mime = std::str::from_utf8(mime).unwrap();
    assert!(mime.is_ascii());
    let (head, body) = mime.split_once("\r\n\r\n").unwrap();
    let headers = headers(head);
    let kind = &headers.iter().find(|(name, _)| name == "Content-Type").unwrap().1;
    let boundary = kind.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 4, "text, HTML and nothing else");
    Read { text: part(parts[1], "text/plain"), html: part(parts[2], "text/html"), headers }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let pairs = unfolded.split("\r\n").filter_map(|line| line.split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), words(value))).collect()
}

/// RFC 2047, base64 form, the only one lettre writes.
fn words(value: &str) -> String {
    let mut bytes: Vec<u8> = Vec::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some((before, word)) = rest.split_once("=?utf-8?b?") {
        if !(after_word && before.trim().is_empty()) {
            bytes.extend(before.bytes());
        }
        let (inner, after) = word.split_once("?=").unwrap();
        bytes.extend(STANDARD.decode(inner).unwrap());
        (rest, after_word) = (after, true);
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap()
}

fn part(part: &str, kind: &str) -> String {
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Content-Type: {kind}; charset=utf-8")), "{head}");
    let bytes = if head.contains("quoted-printable") {
        quoted_printable(body)
    } else if head.contains("base64") {
        STANDARD.decode(body.replace("\r\n", "")).unwrap()
    } else {
        body.as_bytes().to_owned()
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn quoted_printable(body: &str) -> Vec<u8> {
    let joined = body.replace("=\r\n", "");
    let mut bytes = joined.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let pair = [bytes.next().unwrap(), bytes.next().unwrap()];
        out.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
    }
    out
}
