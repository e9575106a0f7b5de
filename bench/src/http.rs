//! A client of HTTP/1.1 on one connection that is kept: its own time is part of what is measured, so it does no more
//! than the measurement needs.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Where it sends on to.
    pub location: String,
    /// The cookies it sets, as `name=value`.
    pub cookies: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// A connection to the service.
pub struct Connection {
    address: String,
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A request's body.
pub enum Body<'a> {
    /// None: a GET.
    None,
    /// A form.
    Form(&'a [(&'a str, &'a str)]),
    /// A form with a file in each of `files`: field, name, content.
    Files(&'a [(&'a str, &'a str)], &'a [(&'a str, &'a str, &'a str)]),
}

const BOUNDARY: &str = "thoathuan-bench-boundary";

fn bad(said: &str) -> Error {
    Error::new(ErrorKind::InvalidData, said.to_owned())
}

impl Connection {
    /// Opens one to `address`.
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { address: address.to_owned(), stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends one request and reads its answer to the end.
    pub async fn send(&mut self, path: &str, cookie: &str, body: Body<'_>) -> Result<Answer> {
        let (kind, content) = match body {
            Body::None => ("", Vec::new()),
            Body::Form(fields) => ("application/x-www-form-urlencoded", form(fields).into_bytes()),
            Body::Files(fields, files) => {
                ("multipart/form-data; boundary=thoathuan-bench-boundary", parts(fields, files))
            }
        };
        let method = if kind.is_empty() { "GET" } else { "POST" };
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if !cookie.is_empty() {
            request.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        if !kind.is_empty() {
            let origin = &self.address;
            request.push_str(&format!(
                "Origin: http://{origin}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n",
                content.len()
            ));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(&content);
        self.stream.write_all(&bytes).await?;
        self.answer().await
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    async fn answer(&mut self) -> Result<Answer> {
        let end = loop {
            match find(&self.buffer, b"\r\n\r\n") {
                Some(at) => break at,
                None => self.more().await?,
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end + 4);
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let mut answer = Answer { status: status.ok_or_else(|| bad("no status"))?, ..Answer::default() };
        let (mut length, mut chunked) = (0, false);
        for line in lines {
            let Some((name, value)) = line.split_once(": ") else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(|_| bad("length"))?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "location" => value.clone_into(&mut answer.location),
                "set-cookie" => answer.cookies.push(value.split(';').next().unwrap_or_default().to_owned()),
                _ => {}
            }
        }
        if chunked {
            loop {
                let end = loop {
                    match find(&self.buffer, b"\r\n") {
                        Some(at) => break at,
                        None => self.more().await?,
                    }
                };
                let size = std::str::from_utf8(&self.buffer[..end]).ok();
                let size = size.and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
                let size = size.ok_or_else(|| bad("chunk"))?;
                self.buffer.drain(..end + 2);
                self.take(size + 2, &mut answer.body).await?;
                answer.body.truncate(answer.body.len() - 2);
                if size == 0 {
                    return Ok(answer);
                }
            }
        }
        self.take(length, &mut answer.body).await?;
        Ok(answer)
    }

    async fn take(&mut self, length: usize, into: &mut Vec<u8>) -> Result<()> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        into.extend(self.buffer.drain(..length));
        Ok(())
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (n, (name, value)) in fields.iter().enumerate() {
        if n > 0 {
            text.push('&');
        }
        escape(&mut text, name);
        text.push('=');
        escape(&mut text, value);
    }
    text
}

fn escape(text: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => text.push(char::from(byte)),
            b' ' => text.push('+'),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn parts(fields: &[(&str, &str)], files: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in fields {
        text.push_str(&format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    for (field, name, content) in files {
        text.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: text/plain\r\n\r\n{content}\r\n"
        ));
    }
    text.push_str(&format!("--{BOUNDARY}--\r\n"));
    text.into_bytes()
}
