//! A browser's line to the server, kept open: just enough of HTTP/1.1 to measure with, so that what is measured is the server.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
    host: String,
}

pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Line {
    pub async fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
            host: format!("localhost:{}", to.port()),
        }
    }

    pub async fn get(&mut self, path: &str, cookie: Option<&str>) -> Reply {
        let cookie = cookie.map(|c| format!("cookie: {c}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\naccept-language: en\r\n{cookie}\r\n",
            self.host
        );
        self.send(&request).await
    }

    pub async fn post(&mut self, path: &str, cookie: &str, form: &str) -> Reply {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nsec-fetch-site: same-origin\r\naccept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\ncookie: {cookie}\r\n\r\n{form}",
            form.len(),
            host = self.host
        );
        self.send(&request).await
    }

    async fn send(&mut self, request: &str) -> Reply {
        self.stream.write_all(request.as_bytes()).await.expect("sent");
        let end = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        self.buffer.drain(..end);
        let status = head.get(9..12).and_then(|s| s.parse().ok()).expect("a status");
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|n| n.trim().parse::<usize>().ok());
        let body = match length {
            Some(length) => self.take(length).await,
            None if head.contains("transfer-encoding: chunked") => self.chunks().await,
            None => Vec::new(),
        };
        Reply { status, body }
    }

    async fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                match find(&self.buffer, b"\r\n") {
                    Some(end) => break end,
                    None => self.more().await,
                }
            };
            let size = std::str::from_utf8(&self.buffer[..end]).expect("a size");
            let size = usize::from_str_radix(size.trim(), 16).expect("a size");
            self.buffer.drain(..end + 2);
            body.extend(self.take(size).await);
            self.take(2).await;
            if size == 0 {
                return body;
            }
        }
    }

    async fn take(&mut self, n: usize) -> Vec<u8> {
        while self.buffer.len() < n {
            self.more().await;
        }
        self.buffer.drain(..n).collect()
    }

    async fn more(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("an answer");
        assert!(read > 0, "the server closed the line");
    }
}

fn find(buffer: &[u8], what: &[u8]) -> Option<usize> {
    buffer.windows(what.len()).position(|w| w == what)
}
