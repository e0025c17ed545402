//! A screen that anybody may use: what is refused, and what the process gives up for good before the first frame.
//!
//! The look-up itself keeps the rules of a kiosk; this is the second lock, by the kernel, should it ever fail to. Every
//! lock is tried and none is required: an old kernel has fewer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::common::Common;
use super::outcome::Failure;
use crate::platform::{Locks, desk};
use crate::state::Preferences;

/// Said where a kiosk is asked for anything but its screen.
pub(super) const ONLY_THE_SCREEN: &str = "Con «--kiosk» c'è solo la ricerca a tutto schermo.";

/// Said where somebody else than the administrator wants to choose what a kiosk reads.
const ADMINISTRATOR_ONLY: &str = "Con «--kiosk» catalogo e preferenze li sceglie solo l'amministratore: «--catalog» e \
                                  «--config» non si possono usare.";

/// How long a kiosk waits for the next key, where the administrator says nothing.
const IDLE: Duration = Duration::from_secs(180);

/// Refuses what only the administrator may choose.
///
/// # Errors
/// [`Failure::Use`] where `--catalog` or `--config` came with `--kiosk`.
pub(super) fn refuse(common: &Common) -> Result<(), Failure> {
    if common.kiosk && (!common.catalog.is_empty() || common.config.is_some()) {
        return Err(Failure::Use(ADMINISTRATOR_ONLY.to_owned()));
    }
    Ok(())
}

/// How long a kiosk waits without a key before it is ready for the next person.
pub(super) fn idle(preferences: &Preferences) -> Duration {
    preferences.idle_minutes.map_or(IDLE, |minutes| Duration::from_secs(u64::from(minutes) * 60))
}

/// From now on nothing but its end takes the kiosk off its terminal: Ctrl-Z before the first frame, or where there are
/// only lines, does nothing.
pub(super) fn stay() {
    desk::stay();
}

/// Gives up everything but reading the layers. For this thread and those it starts: to be called before there are others.
pub(super) fn lock<'a>(layers: impl Iterator<Item = &'a Path>) -> Locks {
    // A layer is replaced by a new file or folder under its name: the folder above is what stays.
    let readable: Vec<PathBuf> = layers.map(|path| path.parent().unwrap_or(path).to_owned()).collect();
    desk::give_up(&readable)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::print_stdout)]
    use std::fs;
    use std::net::{TcpListener, TcpStream};
    use std::process::Command;

    use super::*;
    use crate::platform::Lock;

    const PART: &str = "SPORTELLO_KIOSK_PART";

    /// Not a test by itself: a process that gives everything up and then tries what it must not. Exit status 0 where it
    /// could do nothing but read the layer, 77 where the kernel has no such lock.
    #[test]
    fn part() {
        let Some(folder) = std::env::var_os(PART).map(PathBuf::from) else { return };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // Given up before other threads are there, and for them too.
        let done = std::thread::spawn(move || {
            let locks = lock(std::iter::once(folder.join("livello").as_path()));
            if locks.landlock == Lock::None {
                return 77;
            }
            let inside = std::thread::spawn(move || {
                let read = fs::read_to_string(folder.join("livello/aree.json"));
                let tried = [
                    read.is_err(),
                    fs::write(folder.join("livello/aree.json"), "x").is_ok(),
                    fs::write(folder.join("nuovo"), "x").is_ok(),
                    fs::remove_file(folder.join("livello/aree.json")).is_ok(),
                    fs::create_dir(folder.join("cartella")).is_ok(),
                    fs::rename(folder.join("livello"), folder.join("altro")).is_ok(),
                    fs::read("/etc/passwd").is_ok(),
                    fs::read_dir("/etc").is_ok(),
                    Command::new("/bin/true").status().is_ok(),
                    locks.landlock == Lock::Whole && TcpStream::connect(("127.0.0.1", port)).is_ok(),
                    !locks.no_new_privs,
                ];
                println!("{tried:?}");
                i32::from(tried.contains(&true))
            });
            inside.join().unwrap()
        });
        std::process::exit(done.join().unwrap());
    }

    #[test]
    fn what_was_given_up_the_kernel_refuses() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("livello")).unwrap();
        fs::write(home.path().join("livello/aree.json"), "[]").unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["cli::kiosk::tests::part", "--exact", "--nocapture"])
            .env(PART, home.path())
            .output()
            .unwrap();
        match output.status.code() {
            Some(77) => println!("*** NOT TESTED: this kernel has no Landlock"),
            code => assert_eq!(code, Some(0), "{}", String::from_utf8_lossy(&output.stdout)),
        }
        assert_eq!(fs::read_to_string(home.path().join("livello/aree.json")).unwrap(), "[]");
    }
}
