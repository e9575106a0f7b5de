//! Uploaded files: type by content, never by name; stored by hash before the command that names them.

use super::input::{Invalid, tame};
use super::record::Line;
use super::{App, Error, Who};
use crate::store::{self, Batch, dossiers::AttachmentOf};
use engine::dossier::File;
use engine::ids::AttachmentId;
use engine::record::Kind;
use serde_json::json;
use std::io::Cursor;
use unicode_normalization::UnicodeNormalization;

/// A file as it came in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Form field.
    pub field: String,
    /// Name as sent.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Media type of `bytes`, if it is one of docx, pdf and plain text.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    // `infer` looks at the order of a package's first parts, which differs between the programs that write DOCX.
    if bytes.starts_with(b"PK") {
        return is_docx(bytes).then_some(DOCX);
    }
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some("application/pdf") => Some("application/pdf"),
        Some(_) => None,
        // Plain text has no mark of its own: valid UTF-8 without control characters.
        None => std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')))
            .map(|_| "text/plain"),
    }
}

/// Whether a ZIP is a Word document (ECMA-376 part 2): content types and the main part are there, macros are not. Only
/// the table of contents is read; nothing is unpacked.
fn is_docx(bytes: &[u8]) -> bool {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let has = |name: &str| archive.index_for_name(name).is_some();
    has("[Content_Types].xml") && has("word/document.xml") && !has("word/vbaProject.bin")
}

/// Extension that the stored name gets, so that it opens as what it is.
fn extension(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        DOCX => "docx",
        _ => "txt",
    }
}

/// The name without path, controls and direction marks, with the extension of its real type.
fn file_name(name: &str, media_type: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = tame(base).nfc().filter(|c| !matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?')).collect();
    let wanted = extension(media_type);
    let stem = match base.rsplit_once('.') {
        Some((stem, _)) => stem.trim().trim_start_matches('.').to_owned(),
        None => base.trim().trim_start_matches('.').to_owned(),
    };
    let stem: String = stem.chars().take(120).collect();
    if stem.is_empty() { format!("file.{wanted}") } else { format!("{stem}.{wanted}") }
}

/// Checks one upload: what the dossier will say of it. It is stored by [`keep`], once the command is allowed.
///
/// # Errors
/// [`Error::Invalid`] when it is empty, too large or of another type.
pub fn examine(app: &App, upload: &Upload) -> Result<File, Error> {
    let wrong = |code: &str| -> Error { Invalid::field(&upload.field, code).into() };
    if upload.bytes.is_empty() {
        return Err(wrong("file-empty"));
    }
    if upload.bytes.len() > app.config.server.max_upload_bytes() {
        let mut invalid = Invalid::field(&upload.field, "file-too-large");
        let limit = format!("{} MB", app.config.server.max_upload_mb);
        invalid.0.iter_mut().for_each(|error| drop(error.args.insert("limit".to_owned(), limit.clone())));
        return Err(invalid.into());
    }
    let Some(media_type) = media_type(&upload.bytes) else { return Err(wrong("file-type")) };
    let size = upload.bytes.len() as u64;
    let name = file_name(&upload.name, media_type);
    let sha256 = store::blobs::digest(&upload.bytes);
    Ok(File { id: AttachmentId(app.ids.uuid()), name, media_type: media_type.to_owned(), size, sha256 })
}

/// Stores the bytes of an upload that was examined.
///
/// # Errors
/// [`Error::Store`].
pub async fn keep(app: &App, batch: &mut Batch, upload: &Upload) -> Result<(), Error> {
    store::blobs::put(&app.store, batch, upload.bytes.clone(), app.clock.now()).await?;
    Ok(())
}

/// Reads a file within the actor's scope; the reading is recorded on his own stream first.
///
/// # Errors
/// [`Error::NotFound`] when he may not see it.
pub async fn fetch(app: &App, who: &Who, id: AttachmentId) -> Result<(AttachmentOf, Vec<u8>), Error> {
    let found = store::dossiers::attachment(&app.store, &who.scope(), id).await?.ok_or(Error::NotFound)?;
    let account = who.account.ok_or(Error::Unauthenticated)?;
    let subject = json!({ "attachment": id, "sha256": found.file.sha256 });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(Kind::Read, "read-attachment") };
    let stream = store::record::account_stream(account);
    super::record::note(app, &stream, who, Some(found.dossier), line, |_| Ok(())).await?;
    let bytes = store::blobs::get(&app.store, &found.file.sha256).await?;
    Ok((found, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn type_comes_from_content() {
        assert_eq!(media_type(b"%PDF-1.7 ..."), Some("application/pdf"));
        assert_eq!(media_type("Điều 1. Mục đích\n".as_bytes()), Some("text/plain"));
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n0000"), None);
        assert_eq!(media_type(b"PK\x03\x04 not a word file"), None);
        assert_eq!(media_type(b"a\x00b"), None);
    }

    /// A package with those parts, in that order.
    fn package(parts: &[&str]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            archive.start_file(*part, plain).unwrap();
            archive.write_all(&[b'x'; 20_000]).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn word_documents_of_any_program_are_known() {
        for order in [
            &["[Content_Types].xml", "_rels/.rels", "word/document.xml"][..],
            &["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "word/document.xml"],
            &["mimetype", "word/document.xml", "word/styles.xml", "[Content_Types].xml"],
        ] {
            assert_eq!(media_type(&package(order)), Some(DOCX), "{order:?}");
        }
        for other in [
            &["word/evil.exe"][..],
            &["word/document.xml"],
            &["[Content_Types].xml", "xl/workbook.xml"],
            &["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"],
        ] {
            assert_eq!(media_type(&package(other)), None, "{other:?}");
        }
    }

    #[test]
    fn names_lose_paths_controls_and_false_extensions() {
        assert_eq!(file_name("../../etc/passwd", "text/plain"), "passwd.txt");
        assert_eq!(file_name("C:\\Tai lieu\\Bản ghi nhớ.docx", DOCX), "Bản ghi nhớ.docx");
        assert_eq!(file_name("thoa-thuan\u{202e}fdp.exe", "application/pdf"), "thoa-thuanfdp.pdf");
        assert_eq!(file_name("", "application/pdf"), "file.pdf");
        assert_eq!(file_name("\r\nX: y.pdf", "application/pdf"), "X y.pdf");
    }
}
