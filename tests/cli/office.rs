//! An office where nobody has used the program yet: empty home, nothing inherited from the machine that runs the tests.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub struct Office {
    home: TempDir,
}

/// What a run left behind.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("no JSON ({e}): {}\n{}", self.out, self.err))
    }

    /// The results' tipologie, in order.
    pub fn types(&self) -> Vec<String> {
        let json = self.json();
        let results = json["results"].as_array().unwrap();
        results.iter().map(|r| r["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The results' ids, in order.
    pub fn ids(&self) -> Vec<String> {
        let json = self.json();
        let results = json["results"].as_array().unwrap();
        results.iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Office {
    pub fn new() -> Self {
        Self { home: TempDir::new().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file under the home.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
        command.args(arguments).env_clear().stdin(Stdio::null()).current_dir(self.path());
        command.env("HOME", self.path()).env("LANG", "it_IT.UTF-8").env("TERM", "xterm-256color");
        for xdg in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_DIRS"] {
            command.env(xdg, self.path().join(xdg));
        }
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.command(arguments).output().unwrap().into()
    }
}

/// Runs in a fresh office.
pub fn sportello<const N: usize>(arguments: [&str; N]) -> Run {
    Office::new().run(arguments)
}

/// Searches as JSON in a fresh office; `more` are further options.
pub fn search(query: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["search", "--format", "json"];
    arguments.extend(more);
    arguments.extend(["--", query]);
    Office::new().run(arguments)
}
