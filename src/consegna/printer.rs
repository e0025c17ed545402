//! A sheet to the printer, through `lp`, which every system with a print queue has. The text goes in by standard input:
//! no shell and no file in between.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a person waits for the print queue.
const PATIENCE: Duration = Duration::from_secs(8);

/// Prints `sheet` on the printer of the system.
///
/// # Errors
/// One Italian clause, without a full stop.
pub fn print(sheet: &str) -> Result<(), String> {
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
