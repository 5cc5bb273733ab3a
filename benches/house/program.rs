//! The program itself: from its start to its first answer, and the memory that it keeps when nobody asks for anything.

#![expect(
    clippy::disallowed_methods,
    reason = "it waits for another process on a thread of its own: no runtime runs any more"
)]

use crate::{row, wanted};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_spotter");

pub fn rows() {
    for members in [0, 2_000, 50_000] {
        if wanted(&format!("program.{members}_members")) {
            measure(members);
        }
    }
}

fn measure(members: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port")
        .port();
    let spotter = || {
        let mut command = Command::new(PROGRAM);
        command
            .current_dir(folder.path())
            .env("SPOTTER_DATABASE_URL", "sqlite:bench.db")
            .env("SPOTTER_LISTEN", format!("127.0.0.1:{port}"))
            .env("SPOTTER_PUBLIC_URL", format!("http://localhost:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    if members > 0 {
        let weeks = if members > 10_000 { "1" } else { "26" };
        let begun = Instant::now();
        let done = spotter()
            .args(["demo", "--members", &members.to_string(), "--weeks", weeks])
            .status();
        assert!(done.is_ok_and(|status| status.success()), "the demo club is written");
        row(
            &format!("program.{members}_members.demo_written"),
            begun.elapsed().as_secs_f64(),
            "s",
        );
    }
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            let begun = Instant::now();
            let server = spotter().arg("serve").spawn().expect("the program starts");
            while ask(port, "/healthz").is_none() {
                assert!(begun.elapsed() < Duration::from_secs(20), "the server does not answer");
                sleep(Duration::from_millis(1));
            }
            let took = begun.elapsed();
            end(server);
            took
        })
        .collect();
    times.sort_unstable();
    row(&format!("program.{members}_members.start"), times[1].as_secs_f64(), "s");

    let server = spotter().arg("serve").spawn().expect("the program starts");
    let begun = Instant::now();
    while ask(port, "/healthz").is_none() && begun.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(5));
    }
    for _ in 0..200 {
        assert!(ask(port, "/").is_some(), "the timetable answers");
    }
    sleep(Duration::from_secs(2));
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|n| n.parse::<f64>().ok())
        .unwrap_or_default();
    row(&format!("program.{members}_members.memory"), kib / 1024.0, "MiB");
    end(server);
}

/// The answer's length, if there is one.
fn ask(port: u16, path: &str) -> Option<usize> {
    let mut line = TcpStream::connect(("127.0.0.1", port)).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(
        line,
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\naccept: text/html\r\nconnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).ok().filter(|n| *n > 0)
}

fn end(mut server: Child) {
    // SIGTERM, as an operator would.
    let _ = Command::new("kill").arg(server.id().to_string()).status();
    let _ = server.wait();
}
