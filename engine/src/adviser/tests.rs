//! How phrases are found and what they come to; the shipped rules are measured in `engine/tests/adviser.rs`.

use super::*;

const RULES: &str = r#"
version = 3

[[rules]]
id = "en-shall"
lang = "en"
says = "binding"
phrases = ["shall|must … pay", "shall"]
reason = { vi = "Nghĩa vụ", en = "A duty" }
source = { vi = "Của chúng tôi", en = "Ours" }

[[rules]]
id = "en-known-as"
lang = "en"
says = "harmless"
phrases = ["shall be known as"]
reason = { vi = "Tên gọi", en = "A name" }
source = { vi = "Của chúng tôi", en = "Ours" }

[[rules]]
id = "en-no-obligation"
lang = "en"
says = "denial"
phrases = ["not create any? … obligation|obligations"]
reason = { vi = "Không ràng buộc", en = "Not binding" }
source = { vi = "Của chúng tôi", en = "Ours" }

[[rules]]
id = "vi-chi-tra"
lang = "vi"
says = "binding"
phrases = ["chi trả # … đồng"]
reason = { vi = "Tiền", en = "Money" }
source = { vi = "Của chúng tôi", en = "Ours" }

[[rules]]
id = "vi-du-kien"
lang = "vi"
says = "intent"
phrases = ["dự kiến"]
reason = { vi = "Dự kiến", en = "An intent" }
source = { vi = "Của chúng tôi", en = "Ours" }
"#;

fn label(lang: &str, text: &str) -> Label {
    let adviser = Adviser::parse(RULES).unwrap();
    adviser.label(&adviser.read(lang, text))
}

#[test]
fn words_commit_unless_the_sentence_takes_their_force() {
    assert_eq!(label("en", "The city shall, within a year, pay the fee."), Label::Binding);
    assert_eq!(label("en", "This text shall be known as the Lyon Memorandum."), Label::Neutral);
    assert_eq!(label("en", "It shall not create any legally binding obligations."), Label::NonBinding);
    assert_eq!(
        label("en", "It shall not create any obligation. The city shall pay."),
        Label::Binding,
        "another sentence"
    );
    assert_eq!(label("vi", "The city shall pay."), Label::Neutral, "rules of another language");
}

#[test]
fn letters_are_the_same_however_they_were_typed() {
    assert_eq!(label("vi", "Bên A chi trả 1.000.000 (một triệu) đồng."), Label::Binding);
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd("DỰ KIẾN tổ chức.").collect();
    assert_eq!(label("vi", &decomposed), Label::NonBinding);
    assert_eq!(label("vi", "Bên A chi trả kinh phí."), Label::Neutral, "no amount");
}

#[test]
fn a_hit_says_where_it_stands() {
    let adviser = Adviser::parse(RULES).unwrap();
    let text = "Điều 1. Hai bên dự kiến gặp nhau; các bên dự kiến trao đổi.";
    let spans: Vec<&str> = adviser.read("vi", text).into_iter().map(|hit| &text[hit.span]).collect();
    assert_eq!(spans, ["dự kiến", "dự kiến"]);
    let text = "The city shall, in 2020 at the latest, pay.";
    let hits = adviser.read("en", text);
    assert_eq!(hits.iter().map(|hit| &text[hit.span.clone()]).collect::<Vec<_>>(), ["shall", &text[9..text.len() - 1]]);
}

#[test]
fn a_wrong_phrase_is_named() {
    for wrong in ["… shall", "shall …", "shall?", "a||b c", ""] {
        let text = RULES.replace("\"dự kiến\"", &format!("\"{wrong}\""));
        let error = Adviser::parse(&text).unwrap_err().to_string();
        assert!(error.contains("vi-du-kien"), "{wrong}: {error}");
    }
}
