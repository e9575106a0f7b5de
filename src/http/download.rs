//! A file under its own name.

/// `Content-Disposition` of a download (RFC 6266): the real name for programs that know `filename*`, its ASCII shadow for
/// the rest.
pub fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_are_encoded() {
        let named = disposition("Bản 1.pdf");
        assert_eq!(named, "attachment; filename=\"B_n 1.pdf\"; filename*=UTF-8''B%E1%BA%A3n%201.pdf");
        let odd = disposition("a\"\r\nX: y.txt");
        assert_eq!(odd, "attachment; filename=\"a___X_ y.txt\"; filename*=UTF-8''a%22%0D%0AX%3A%20y.txt");
    }
}
