//! The server as a bad client sees it, over real connections.

use std::time::Instant;

use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::*;

const LIMITS: Limits = Limits {
    header: Duration::from_millis(400),
    stall: Duration::from_millis(400),
    drain: Duration::from_millis(600),
    connections: 64,
};

struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(limits: Limits) -> Running {
    let app = Router::new()
        .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()))
        .route("/echo", post(async |body: String| body))
        .route("/large", get(async || vec![b'x'; 64 << 20]))
        .route(
            "/slow",
            get(async || {
                sleep(Duration::from_millis(300)).await;
                "done"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let task = tokio::spawn(serve(listener, app, limits, stop.clone()));
    Running { address, stop, task }
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Everything until the server closes, and how long that took.
async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let started = Instant::now();
    let mut text = Vec::new();
    // A reset counts as closed.
    let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut text)).await.expect("still open after 10 s");
    (String::from_utf8_lossy(&text).into_owned(), started.elapsed())
}

async fn get_once(address: SocketAddr, path: &str) -> String {
    let mut stream = connect(address).await;
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    until_closed(&mut stream).await.0
}

#[tokio::test]
async fn answers_and_knows_the_peer() {
    let server = start(LIMITS).await;
    let text = get_once(server.address, "/").await;
    assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("127.0.0.1"), "{text}");
}

#[tokio::test]
async fn a_client_that_never_ends_its_head_is_cut_off() {
    let server = start(LIMITS).await;
    let mut slow = connect(server.address).await;
    let dripping = async {
        for byte in "GET / HTTP/1.1\r\nhost: localhost\r\nx-drip: ".bytes().chain(std::iter::repeat(b'x')) {
            if slow.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(5), dripping).await.expect("the slow client still holds its connection");
}

#[tokio::test]
async fn silent_and_idle_connections_are_closed() {
    let server = start(LIMITS).await;
    let mut silent = connect(server.address).await;
    let (text, time) = until_closed(&mut silent).await;
    assert!(text.is_empty() && time >= Duration::from_millis(300), "{time:?}");

    let mut idle = connect(server.address).await;
    idle.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let (text, _) = until_closed(&mut idle).await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

#[tokio::test]
async fn a_client_that_does_not_take_in_the_answer_is_cut_off() {
    let server = start(LIMITS).await;
    let mut lazy = connect(server.address).await;
    lazy.write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    let (text, _) = until_closed(&mut lazy).await;
    assert!(text.len() < 64 << 20, "the whole answer came");
}

#[tokio::test]
async fn heads_and_addresses_without_measure_are_refused() {
    let server = start(LIMITS).await;
    let large = "x".repeat(1 << 20);
    for (head, statuses) in [
        (format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {large}\r\n\r\n"), ["431", "431"]),
        (format!("GET /{large} HTTP/1.1\r\nhost: localhost\r\n\r\n"), ["414", "431"]),
        ("\u{1}\u{2}\r\n\r\n".to_owned(), ["400", "400"]),
    ] {
        let mut stream = connect(server.address).await;
        // The server may close before it has read everything.
        let (mut read, mut write) = stream.split();
        let mut answer = [0; 12];
        let writing = async {
            let _ = write.write_all(head.as_bytes()).await;
        };
        let (answered, ()) = tokio::join!(read.read_exact(&mut answer), writing);
        answered.unwrap();
        let status = String::from_utf8_lossy(&answer[9..12]).into_owned();
        assert!(statuses.contains(&status.as_str()), "{status}");
    }
    assert!(get_once(server.address, "/").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn more_connections_than_allowed_wait_and_are_served_when_there_is_room() {
    let server = start(Limits { connections: 2, ..LIMITS }).await;
    let _first = connect(server.address).await;
    let _second = connect(server.address).await;
    // The two are silent: their time runs out and makes room.
    assert!(get_once(server.address, "/").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_stop_lets_requests_end_and_takes_no_new_ones() {
    let server = start(LIMITS).await;
    let running = tokio::spawn(get_once(server.address, "/slow"));
    sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    assert!(running.await.unwrap().ends_with("done"));
    timeout(Duration::from_secs(5), server.task).await.expect("still running").unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let server = start(Limits { header: Duration::from_secs(60), ..LIMITS }).await;
    let mut stuck = connect(server.address).await;
    stuck.write_all(b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nx").await.unwrap();
    sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    timeout(Duration::from_secs(5), server.task).await.expect("still running").unwrap();
}

#[test]
fn connections_stay_below_the_limit_of_open_files() {
    let settings = crate::config::load(None, &crate::config::Environment::default()).unwrap().config.server;
    let limits = Limits::new(&Server { max_connections: usize::MAX, ..settings });
    if let Some(files) = open_files() {
        assert!(limits.connections < files);
    }
}
