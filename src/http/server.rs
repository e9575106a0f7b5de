//! The accept loop. axum's own sets no timer, so that a client could hold a connection for ever by never finishing its
//! request (docs/adr/0006).
//!
//! Only HTTP/1.1: in front of a public service stands a proxy, and recognising HTTP/2 on a bare connection would wait
//! without a time limit for its first bytes.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep};
use tokio_util::sync::CancellationToken;
use tower::Service;

use crate::config::Server;

/// The head of a request may be this large; a request line alone at most 64 KiB by the HTTP library.
const HEAD_BYTES: usize = 64 * 1024;
/// How long a client may leave us waiting to take in our answer.
const WRITE_STALL: Duration = Duration::from_secs(30);
/// Open files that are kept for the database, uploads and mails.
const FILES_KEPT: usize = 256;

/// Bounds of the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time for the head of a request; also how long an idle connection is kept.
    pub header: Duration,
    /// Time for a client to take in our answer, from one piece to the next.
    pub stall: Duration,
    /// Time for requests in progress when the service stops.
    pub drain: Duration,
    /// Connections at once; more wait unaccepted.
    pub connections: usize,
}

impl Limits {
    /// As the settings say, but no more connections than the process may open files.
    pub fn new(server: &Server) -> Self {
        let room = open_files().map(|files| files.saturating_sub(FILES_KEPT).max(16));
        Self {
            header: Duration::from_secs(server.header_timeout_seconds),
            stall: WRITE_STALL,
            drain: Duration::from_secs(server.drain_seconds),
            connections: room.map_or(server.max_connections, |room| room.min(server.max_connections)),
        }
    }
}

/// The limit of open files, where the system tells it.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Serves `app` until `stop` is cancelled, then lets requests in progress end, at most for the drain time.
pub async fn serve(listener: TcpListener, app: Router, limits: Limits, stop: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        match accepted {
            Ok((stream, peer, permit)) => {
                let connection = connection(stream, peer, app.clone(), limits, graceful.watcher());
                tokio::spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                // Too many open files, or the like: it passes when connections end.
                tracing::error!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }
    drop(listener);
    tracing::info!(open = graceful.count(), "stopping: requests in progress may end");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = sleep(limits.drain) => tracing::warn!("some requests did not end in time and are cut off"),
    }
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Ok((stream, peer, permit)),
            // The client went away before we came to it.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => return Err(error),
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, app: Router, limits: Limits, watcher: Watcher) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header).max_buf_size(HEAD_BYTES);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut app = app.clone();
        async move {
            let answer: Result<Response, Infallible> = app.call(request).await;
            answer
        }
    });
    let stream = Impatient { stream, stall: limits.stall, waiting: None };
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error = &*error, "connection ended");
    }
}

/// Ends when the process is asked to: SIGTERM or Ctrl-C.
///
/// # Errors
/// If the system does not let us listen for signals.
pub async fn stop_signal() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// A connection that breaks when the client takes nothing in for a time.
struct Impatient {
    stream: TcpStream,
    stall: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn timed<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let stall = self.stall;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(stall)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(cx, buffer);
        this.timed(cx, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(cx, buffers);
        this.timed(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_flush(cx);
        this.timed(cx, outcome)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.timed(cx, outcome)
    }
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
