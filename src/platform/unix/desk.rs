//! Where the administrator's folders are, what the process gives up, how paper comes out.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::platform::{Lock, Locks};

/// Name of the program's folder below the system's.
const FOLDER: &str = "sportello";

/// What this system does not have: none.
pub(crate) const WITHOUT: &[&str] = &[];

/// Paper is there where the administrator says so: it comes out somewhere else than where one sits.
pub(crate) const HAS_PAPER: bool = false;

/// What is told of paper before it is chosen.
pub(crate) const PAPER: &str = "Esce dalla stampante di questa postazione.";

/// Paper comes from a queue that is sent plain text.
pub(crate) const PAPER_IS_TEXT: bool = true;

/// What is told when the sheet has gone.
pub(crate) const PRINTED: &str = "Foglio inviato alla stampante.";

/// What is told where preferences name no path, or no list of paths, from the top.
pub(crate) const WANTED_PATH: &str = "atteso un percorso che comincia con «/»";
pub(crate) const WANTED_PATHS: &str = "atteso un elenco di percorsi che cominciano con «/»";

/// How long a person waits for the print queue.
const PATIENCE: Duration = Duration::from_secs(8);

/// A variable of the environment.
pub(crate) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The folders of the administrator's preferences, lowest first: `XDG_CONFIG_DIRS`, and `/etc` above them.
pub(crate) fn system_config(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let dirs = env("XDG_CONFIG_DIRS").filter(|d| !d.is_empty()).unwrap_or_else(|| "/etc/xdg".into());
    let mut system: Vec<PathBuf> =
        std::env::split_paths(&dirs).filter(|d| d.is_absolute()).map(|d| d.join(FOLDER)).collect();
    system.reverse();
    system.extend(kiosk_config());
    system
}

/// The one that a kiosk reads, whatever the environment says.
pub(crate) fn kiosk_config() -> Vec<PathBuf> {
    vec![Path::new("/etc").join(FOLDER)]
}

/// The folders of the system's layers, lowest first, by `XDG_DATA_DIRS`.
pub(crate) fn system_layers(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let value = env("XDG_DATA_DIRS").filter(|v| !v.is_empty());
    let paths = value.map(|v| std::env::split_paths(&v).filter(|p| !p.as_os_str().is_empty()).collect());
    let mut system: Vec<PathBuf> = paths.unwrap_or_default();
    if system.is_empty() {
        system = vec![PathBuf::from("/usr/local/share"), PathBuf::from("/usr/share")];
    }
    // The first of the list is the most important one; a layer that comes later wins.
    system.reverse();
    // Relative folders are not allowed there by the XDG specification: they would depend on where one stands.
    system.into_iter().filter(|p| p.is_absolute()).map(|p| p.join(FOLDER)).collect()
}

/// Those that a kiosk reads, whatever the environment says.
pub(crate) fn kiosk_layers() -> Vec<PathBuf> {
    ["/usr/share", "/usr/local/share"].map(|p| Path::new(p).join(FOLDER)).to_vec()
}

/// From now on nothing but its end takes the process off its terminal: Ctrl-Z does nothing.
pub(crate) fn stay() {
    // A handler that only notes takes the place of the stop; where it cannot be had, there is no shell above a kiosk either.
    let _ = signal_hook::flag::register(SIGTSTP, Arc::new(AtomicBool::new(false)));
}

/// A file that may not grow is an error of writing, to be said, and no death.
pub(crate) fn outlive_a_full_file() {
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// Has `last` done when somebody breaks the work off (Ctrl-C, a supervisor, a line that is cut), before the process goes
/// the way of that signal. What whoever started us had us pass over, stays passed over.
pub(crate) fn interrupted(last: impl Fn() + Send + 'static) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let deadly = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    // Where no thread can be had, a file beside its place may be left: it is named so that nobody takes it for one.
    let Ok(mut signals) = Signals::new(deadly) else { return };
    let _ = thread::Builder::new().spawn(move || {
        if let Some(signal) = signals.forever().next() {
            last();
            let _ = emulate_default_handler(signal);
        }
    });
}

/// What a citizen said must not lie on a disk because the program broke: the kernel writes no image of its memory.
pub(crate) fn leave_no_core() {
    // Not zero, which a collector of such images does not heed; one byte stops both it and the kernel.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(1), maximum: Some(1) });
}

/// Gives up everything but reading below these folders. For this thread and those it starts.
pub(crate) fn give_up(readable: &[PathBuf]) -> Locks {
    let no_new_privs = rustix::thread::set_no_new_privs(true).is_ok();
    let landlock = match restrict(readable) {
        Ok(RulesetStatus::FullyEnforced) => Lock::Whole,
        Ok(RulesetStatus::PartiallyEnforced) => Lock::Part,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Lock::None,
    };
    Locks { landlock, no_new_privs }
}

fn restrict(readable: &[PathBuf]) -> Result<RulesetStatus, RulesetError> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules(readable, AccessFs::ReadFile | AccessFs::ReadDir))?
        .restrict_self()?;
    Ok(status.ruleset)
}

/// Prints `sheet` through `lp`, which every system with a print queue has. The text goes in by standard input: no shell
/// and no file in between.
///
/// # Errors
/// One Italian clause, without a full stop.
pub(crate) fn print(sheet: &str) -> Result<(), String> {
    print_with("lp", sheet.to_owned())
}

fn print_with(program: &str, sheet: String) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(["-t", "Sportello"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| "questa postazione non ha una stampante".to_owned())?;
    let (done, told) = mpsc::channel();
    // A print queue that does not answer must not hold the screen: the thread waits for it, and takes its end.
    thread::spawn(move || {
        let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(sheet.as_bytes()).is_ok());
        let ended = child.wait().is_ok_and(|status| status.success());
        let _ = done.send(written && ended);
    });
    match told.recv_timeout(PATIENCE) {
        Ok(true) => Ok(()),
        Ok(false) => Err("la stampante non ha accettato il foglio".to_owned()),
        Err(_) => Err("la stampante non risponde".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_that_is_not_there_or_refuses_is_told_in_words() {
        assert_eq!(print_with("/non/c/e/lp", String::new()), Err("questa postazione non ha una stampante".to_owned()));
        assert_eq!(print_with("false", "x".repeat(200_000)), Err("la stampante non ha accettato il foglio".to_owned()));
    }
}
