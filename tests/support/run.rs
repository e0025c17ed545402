//! The program as a command, in a home of its own.

use std::path::Path;
use std::process::{Command, Output};

/// Runs it in `home`, where nothing but `home` is known.
pub fn sportello(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("XDG_DATA_DIRS", home)
        .env("LANG", "it_IT.UTF-8")
        .output()
        .unwrap()
}
