//! Transports against a folder and against relays that misbehave.

use super::*;
use crate::i18n::Lang;
use crate::mail::{MailView, render, samples};
use std::collections::VecDeque;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the relay does on one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Well,
    Banner(&'static str),
    /// Says nothing at all.
    Silent,
    Sender(&'static str),
    Recipient(&'static str),
    AfterDot(&'static str),
    /// Goes away where it should answer to the end of the message.
    GoneAfterDot,
    /// Never answers to the end of the message.
    SilentAfterDot,
    /// One byte a second.
    Dripping,
    /// Offers STARTTLS and then talks nonsense.
    BadTls,
}

#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn count(&self, verb: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|line| line.starts_with(verb)).count()
    }
}

/// A relay that plays `acts`, one a connection, and afterwards behaves.
async fn relay(acts: impl Into<VecDeque<Act>>) -> (u16, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (seen, mut acts) = (Seen::default(), acts.into());
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection in which it only says hello costs an act too.
            let act = acts.pop_front().unwrap_or(Act::Well);
            tokio::spawn(serve(stream, act, kept.clone()));
        }
    });
    (port, seen)
}

async fn serve(stream: TcpStream, act: Act, seen: Seen) -> Option<()> {
    let mut stream = BufReader::new(stream);
    match act {
        Act::Silent => return silence(&mut stream).await,
        Act::Dripping => {
            for byte in b"220 slow relay, very slow relay\r\n" {
                stream.write_all(&[*byte]).await.ok()?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Act::Banner(line) => say(&mut stream, line).await?,
        _ => say(&mut stream, "220 relay.example").await?,
    }
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        seen.0.lock().unwrap().push(line.trim_end().to_owned());
        let verb = line.split_whitespace().next().unwrap_or("").to_ascii_uppercase();
        match (verb.as_str(), act) {
            ("EHLO", Act::BadTls) => say(&mut stream, "250-relay.example\r\n250 STARTTLS").await?,
            ("EHLO", _) => say(&mut stream, "250-relay.example\r\n250 8BITMIME").await?,
            ("STARTTLS", _) => say(&mut stream, "220 go\r\nthis is not TLS").await?,
            ("MAIL", Act::Sender(reply)) | ("RCPT", Act::Recipient(reply)) => say(&mut stream, reply).await?,
            ("DATA", _) => {
                say(&mut stream, "354 go").await?;
                while line.trim_end() != "." {
                    line.clear();
                    stream.read_line(&mut line).await.ok()?;
                }
                match act {
                    Act::GoneAfterDot => return None,
                    Act::SilentAfterDot => return silence(&mut stream).await,
                    Act::AfterDot(reply) => say(&mut stream, reply).await?,
                    _ => {
                        seen.0.lock().unwrap().push("ACCEPTED".to_owned());
                        say(&mut stream, "250 kept").await?;
                    }
                }
            }
            ("QUIT", _) => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "250 fine").await?,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn silence(stream: &mut BufReader<TcpStream>) -> Option<()> {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.ok().map(drop)
}

fn over(port: u16) -> Transport {
    Transport::smtp(&format!("smtp://127.0.0.1:{port}"), Duration::from_millis(700)).unwrap()
}

async fn send(transport: &Transport) -> Result<(), SendError> {
    let view = MailView::Done(samples::done());
    let mail = render(&view, &samples::to(Lang::Vi), &samples::envelope()).unwrap();
    transport.send(&mail.message_id, &mail.from, &mail.to, &mail.mime).await
}

fn is_retry(result: &Result<(), SendError>) -> bool {
    matches!(result, Err(SendError::Retry(_)))
}

#[tokio::test]
async fn a_relay_that_works_gets_the_stored_bytes() {
    let (port, seen) = relay([]).await;
    let transport = over(port);
    for _ in 0..3 {
        assert_eq!(send(&transport).await, Ok(()));
    }
    assert_eq!(seen.count("ACCEPTED"), 3);
    assert_eq!(seen.count("MAIL FROM:<thong-bao@thoathuan.example>"), 3);
    assert_eq!(seen.count("RCPT TO:<reviewer@mofa.example>"), 3);
    assert_eq!(transport.check().await, Ok(()));
}

#[tokio::test]
async fn a_check_of_a_folder_makes_none() {
    let place = std::env::temp_dir().join(format!("thoathuan-check-{}", std::process::id()));
    let folder = place.join("data").join("mail");
    assert_eq!(Transport::Directory(folder.clone()).check().await, Ok(()));
    assert!(!place.exists());
    std::fs::write(&place, b"").unwrap();
    assert!(is_retry(&Transport::Directory(folder).check().await));
    std::fs::remove_file(place).unwrap();
}

#[tokio::test]
async fn temporary_refusals_are_tried_again() {
    for act in [
        Act::Banner("421 not now"),
        Act::Sender("451 not now"),
        Act::Recipient("450 greylisted, try in 5 minutes"),
        Act::Recipient("450-greylisted\r\n450 try in 5 minutes"),
        Act::AfterDot("452 no room"),
        Act::AfterDot("rubbish"),
        Act::Banner("rubbish"),
    ] {
        let (port, _) = relay([act]).await;
        let transport = over(port);
        let first = send(&transport).await;
        assert!(is_retry(&first), "{act:?}: {first:?}");
        assert_eq!(send(&transport).await, Ok(()), "{act:?}");
    }
}

#[tokio::test]
async fn refusals_for_good_are_final() {
    for act in [
        Act::Recipient("550 no such mailbox"),
        Act::Recipient("550-no such\r\n550 mailbox"),
        Act::AfterDot("554 rejected"),
        Act::AfterDot("552 too large"),
    ] {
        let (port, _) = relay([act]).await;
        let first = send(&over(port)).await;
        assert!(matches!(first, Err(SendError::Permanent(_))), "{act:?}: {first:?}");
    }
}

#[tokio::test]
async fn a_relay_that_turns_everybody_away_condemns_no_message() {
    for act in [Act::Banner("554 no service here"), Act::Sender("530 log in first"), Act::Sender("535 wrong password")]
    {
        let (port, _) = relay([act; 4]).await;
        let first = send(&over(port)).await;
        assert!(is_retry(&first), "{act:?}: {first:?}");
    }
}

#[tokio::test]
async fn broken_links_and_slow_relays_are_tried_again_and_do_not_hold_us() {
    for act in [Act::Silent, Act::GoneAfterDot, Act::SilentAfterDot, Act::Dripping] {
        let (port, _) = relay([act]).await;
        let started = Instant::now();
        let first = send(&over(port)).await;
        assert!(is_retry(&first), "{act:?}: {first:?}");
        assert!(started.elapsed() < Duration::from_secs(3), "{act:?} took {:?}", started.elapsed());
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert!(is_retry(&send(&over(closed)).await));
}

#[tokio::test]
async fn without_the_tls_asked_for_nothing_is_sent() {
    for act in [Act::Well, Act::BadTls] {
        let (port, seen) = relay([act; 4]).await;
        let url = format!("smtp://127.0.0.1:{port}?tls=required");
        let transport = Transport::smtp(&url, Duration::from_millis(700)).unwrap();
        let result = send(&transport).await;
        assert!(is_retry(&result), "{act:?}: {result:?}");
        assert_eq!(seen.count("MAIL"), 0, "{act:?}");
    }
}

#[test]
fn settings_that_would_weaken_tls_are_refused() {
    let try_url = |url| Transport::smtp(url, PER_MESSAGE).map(drop);
    let clear = Err(TransportError::PasswordInClear);
    assert_eq!(try_url("smtp://relay.example?tls=opportunistic"), Err(TransportError::Opportunistic));
    assert_eq!(try_url("smtp://user:pw@relay.example:25"), clear);
    assert_eq!(try_url("SMTP://user:pw@relay.example"), clear);
    assert_eq!(try_url("smtp://user:pw@localhost.example"), clear);
    assert!(matches!(try_url("http://relay.example"), Err(TransportError::Url(_))));
    assert!(matches!(try_url("relay.example"), Err(TransportError::Url(_))));
}

#[tokio::test]
async fn settings_that_are_fine_are_taken() {
    for url in [
        "smtp://relay.example",
        "smtp://user:pw@localhost:2525",
        "smtp://user:pw@relay.example?tls=required",
        "smtps://user:p%40w@relay.example",
    ] {
        assert!(Transport::smtp(url, PER_MESSAGE).is_ok(), "{url}");
    }
}

#[tokio::test]
async fn the_same_message_is_the_same_file() {
    let folder = std::env::temp_dir().join(format!("thoathuan-mail-{}", std::process::id()));
    let transport = Transport::Directory(folder.join("deeper"));
    let all = futures_of(&transport).await;
    assert!(all.iter().all(Result::is_ok));
    let names: Vec<_> = std::fs::read_dir(folder.join("deeper")).unwrap().map(|file| file.unwrap()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(
        names[0].file_name().to_str().unwrap(),
        "20190415T010007Z-01900000-0000-7000-8000-00000000002a@thoathuan.example.eml"
    );
    let odd = transport.send("<../../x\0>", "a@b.example", "c@d.example", b"no date").await;
    assert_eq!(odd, Ok(()));
    assert!(folder.join("deeper").join("undated-.._.._x_.eml").exists());
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, b"a file where the folder should be").unwrap();
    assert!(is_retry(&send(&transport).await));
    std::fs::remove_file(&folder).unwrap();
}

/// Eight senders at once.
async fn futures_of(transport: &Transport) -> Vec<Result<(), SendError>> {
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn({
                let transport = transport.clone();
                async move { send(&transport).await }
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test]
async fn memory_keeps_what_was_sent() {
    let transport = Transport::memory();
    send(&transport).await.unwrap();
    let Transport::Memory(kept) = &transport else { unreachable!() };
    let kept = kept.lock().unwrap();
    assert_eq!((kept.len(), kept[0].to.as_str()), (1, "reviewer@mofa.example"));
}
