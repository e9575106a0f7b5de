//! The repository's own files as text.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A text file of the repository.
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The text without whole-line comments: what is forbidden in code may be spoken of.
    pub fn code(&self) -> String {
        let code = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.collect::<Vec<_>>().join("\n")
    }

    /// First parts of the paths that begin with `prefix`, a brace list included: `crate::{app, store::Store}` names
    /// `app` and `store`.
    pub fn named_after(&self, prefix: &str) -> BTreeSet<String> {
        named_after(&self.code(), prefix)
    }

    /// Whether the code holds `word` with nothing of a name before or after it.
    pub fn has_word(&self, word: &str) -> bool {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let code = self.code();
        code.match_indices(word).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let open = |edge: Option<char>, inner: Option<char>| !(inner.is_some_and(part) && edge.is_some_and(part));
            open(before, word.chars().next()) && open(after, word.chars().next_back())
        })
    }
}

fn named_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => names.extend(first_name(rest)),
            Some(list) => {
                let (mut depth, mut start) = (0, 0);
                for (end, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth > 0 => depth -= 1,
                        ',' | '}' if depth == 0 => {
                            names.extend(first_name(list[start..end].trim_start()));
                            start = end + 1;
                            if c == '}' {
                                break;
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Text files under `folder`, in order; what is built, kept at run time or belongs to git is left out.
pub fn files(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Rust files under `folder`.
pub fn rust(folder: &str) -> Vec<Source> {
    let mut found = files(folder);
    found.retain(|file| file.path.ends_with(".rs"));
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    const NOT_OURS: [&str; 4] = [".git", "target", "data", "screens"];
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            walk(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            found.push(Source { path, text });
        }
    }
}

#[test]
fn names_are_found() {
    let source = |text: &str| Source { path: String::new(), text: text.to_owned() };
    let names = |text: &str| source(text).named_after("crate::").into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::store::Store;"), ["store"]);
    assert_eq!(names("use crate::{app::{App, Error}, store, web as pages};"), ["app", "store", "web"]);
    assert_eq!(names("use crate::{\n    app,\n    store::{self},\n};"), ["app", "store"]);
    assert_eq!(names("// crate::store\nlet x = mycrate::store();"), [] as [&str; 0]);
    assert!(source("app.store.ping()").has_word(".store"));
    assert!(!source("app.store_it()").has_word(".store"));
    assert!(!source("restore::x").has_word("store::"));
}
