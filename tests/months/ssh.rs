//! Through a real OpenSSH server on loopback, as `ForceCommand` does it: login, use, and every way a connection ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::office::{FOUND, GONE, binary, has, skipped};
use crate::pty::{PATIENCE, Program, Pty, runs, signal_pid};

/// A server of our own, on a port of its own, with keys of its own; gone with this value.
struct Server {
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn key(path: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status().unwrap();
    assert!(made.success());
}

impl Server {
    /// `None` where there is no OpenSSH, said loudly.
    fn start() -> Option<Self> {
        let tests = "sessions through a real OpenSSH server";
        if !["sshd", "ssh", "ssh-keygen"].into_iter().all(|tool| has(tool, tests)) {
            return None;
        }
        let root = rustix::process::geteuid().is_root();
        if root && fs::create_dir_all("/run/sshd").is_err() {
            skipped(&format!("/run/sshd cannot be made: {tests}"));
            return None;
        }
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        key(&at("host"));
        key(&at("user"));
        fs::copy(at("user.pub"), at("authorized")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let lines = [
            format!("Port {port}"),
            "ListenAddress 127.0.0.1".to_owned(),
            format!("HostKey {}", at("host").display()),
            format!("AuthorizedKeysFile {}", at("authorized").display()),
            "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none".to_owned(),
            "PrintMotd no\nPrintLastLog no\nClientAliveInterval 1\nClientAliveCountMax 1".to_owned(),
            "PermitUserEnvironment no\nAllowTcpForwarding no\nX11Forwarding no\nAllowAgentForwarding no".to_owned(),
            format!("ForceCommand {} --kiosk --comune latiano", binary().display()),
        ];
        fs::write(at("config"), lines.join("\n") + "\n").unwrap();
        let sshd = ["/usr/sbin/sshd", "/sbin/sshd", "/usr/bin/sshd"].map(PathBuf::from);
        let sshd = sshd.into_iter().find(|path| path.is_file())?;
        let mut process = Command::new(sshd)
            .args(["-D", "-e", "-f"])
            .arg(at("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        while let Some(Ok(line)) = log.next() {
            said.push(line);
            if said.iter().any(|l| l.contains("listening on 127.0.0.1")) {
                // Nobody reads further, and nobody has to wait for us.
                std::thread::spawn(move || log.for_each(drop));
                return Some(Self { folder, port, process });
            }
        }
        panic!("sshd did not start: {said:?}");
    }

    /// A client in a terminal of its own, the first screen seen, and the process behind it.
    fn login(&self) -> (Pty, u32) {
        let before = self.processes();
        let user =
            if rustix::process::geteuid().is_root() { "root".to_owned() } else { std::env::var("USER").unwrap() };
        let mut pty = Program::new("ssh")
            .args(["-tt", "-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"])
            .args(["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-i"])
            .arg(self.folder.path().join("user"))
            .args(["-p", &self.port.to_string(), "-l", &user, "127.0.0.1"])
            .start();
        pty.see("Cerca:");
        let new: Vec<u32> = self.processes().into_iter().filter(|pid| !before.contains(pid)).collect();
        assert_eq!(new.len(), 1, "one process for one session");
        (pty, new[0])
    }

    /// The program's processes that belong to this server.
    fn processes(&self) -> Vec<u32> {
        let binary = fs::canonicalize(binary()).unwrap();
        let ours = format!(" {}\0", self.port);
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == binary))
            .filter(|pid| {
                fs::read(format!("/proc/{pid}/environ")).is_ok_and(|e| String::from_utf8_lossy(&e).contains(&ours))
            })
            .collect()
    }
}

#[track_caller]
fn is_gone(pid: u32, since: Instant, what: &str) {
    while runs(pid) {
        assert!(since.elapsed() < GONE, "{what}: still there after {:?}", since.elapsed());
        std::thread::yield_now();
    }
    println!("{what}: gone after {:?}", since.elapsed());
}

fn parent(pid: u32) -> u32 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The server's process of this session.
fn server_side(mut pid: u32) -> u32 {
    loop {
        pid = parent(pid);
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap();
        if name.trim().starts_with("sshd") {
            return pid;
        }
    }
}

#[test]
fn the_fragment_for_the_server_is_understood_and_leaves_the_look_up_only() {
    let Some(server) = Server::start() else { return };
    let fragment = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/sshd_config.kiosk");
    let config = server.folder.path().join("con-chiosco");
    let host = server.folder.path().join("host");
    fs::write(&config, format!("HostKey {}\nX11Forwarding yes\nInclude {}\n", host.display(), fragment.display()))
        .unwrap();
    let settings = |user: &str| {
        let output = Command::new("/usr/sbin/sshd")
            .args(["-T", "-C", &format!("user={user},host=localhost,addr=127.0.0.1"), "-f"])
            .arg(&config)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let kiosk = settings("sportello");
    for line in [
        "forcecommand /usr/local/bin/sportello --kiosk",
        "allowtcpforwarding no",
        "allowstreamlocalforwarding no",
        "allowagentforwarding no",
        "x11forwarding no",
        "permittunnel no",
        "permituserrc no",
        "clientaliveinterval 15",
    ] {
        assert!(kiosk.lines().any(|l| l == line), "{line} is missing:\n{kiosk}");
    }
    assert!(settings("altri").contains("forcecommand none"));
}

fn search(pty: &mut Pty) {
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\r");
    pty.see("Prossimo passo");
}

#[test]
fn logged_in_used_left_and_logged_in_again() {
    let Some(server) = Server::start() else { return };
    for _ in 0..2 {
        let (mut pty, pid) = server.login();
        search(&mut pty);
        let start = Instant::now();
        pty.send("\x11");
        assert_eq!(pty.end(PATIENCE).0, 0);
        is_gone(pid, start, "left");
        assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor());
    }
    assert_eq!(server.processes(), Vec::<u32>::new());
}

#[test]
fn a_client_that_is_killed_leaves_nothing_behind() {
    let Some(server) = Server::start() else { return };
    for signal in [Signal::KILL, Signal::HUP] {
        let (mut pty, pid) = server.login();
        search(&mut pty);
        let start = Instant::now();
        pty.signal(signal);
        is_gone(pid, start, &format!("client killed with {signal:?}"));
    }
    // The window closed under the client.
    let (mut pty, pid) = server.login();
    search(&mut pty);
    let start = Instant::now();
    pty.hang_up();
    is_gone(pid, start, "window closed");
    assert_eq!(server.processes(), Vec::<u32>::new());
}

#[test]
fn a_connection_that_is_cut_leaves_nothing_behind_and_one_logs_in_again() {
    let Some(server) = Server::start() else { return };
    // The client hangs, the server's end breaks off.
    let (mut pty, pid) = server.login();
    search(&mut pty);
    let client = pty.pid();
    signal_pid(client, Signal::STOP);
    let start = Instant::now();
    signal_pid(server_side(pid), Signal::KILL);
    is_gone(pid, start, "server's end broken off");
    signal_pid(client, Signal::CONT);
    pty.end(PATIENCE);

    // The client hangs and the server notices by itself: two unanswered questions, one a second.
    let (mut pty, pid) = server.login();
    search(&mut pty);
    let (client, side) = (pty.pid(), server_side(pid));
    signal_pid(client, Signal::STOP);
    let start = Instant::now();
    while runs(side) {
        assert!(start.elapsed() < Duration::from_secs(30), "the server never noticed");
        std::thread::yield_now();
    }
    println!("the server noticed after {:?}", start.elapsed());
    is_gone(pid, Instant::now(), "server dropped a silent client");
    signal_pid(client, Signal::CONT);
    pty.end(PATIENCE);

    let (mut pty, pid) = server.login();
    search(&mut pty);
    pty.send("\x11");
    let start = Instant::now();
    pty.end(PATIENCE);
    is_gone(pid, start, "left after logging in again");
    assert_eq!(server.processes(), Vec::<u32>::new());
}
