//! A place with desks: a home, a proposals folder, a layer, and the program over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::{Datelike, NaiveDate, Utc};
use serde_json::Value;
use tempfile::TempDir;

use crate::office::binary;

/// The office whose number is reported.
pub const SEDE: &str = "br-mesagne/sede/servizi-sociali-mesagne";
/// The scheda on which it stands.
pub const SCHEDA: &str = "br-mesagne/segretariato-sociale";

pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let place = Self { dir: TempDir::new().unwrap() };
        for folder in ["home", "proposte", "livello", "edizione/ambiti", "etc/sportello"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        let said = serde_json::json!({ "proposals": place.path("proposte"), "catalog": [place.path("livello")] });
        fs::write(place.path("etc/sportello/preferenze.json"), said.to_string()).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program with the administrator's preferences, over an edition of the catalogue and the layer.
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command
            .env("HOME", self.path("home"))
            .env("XDG_DATA_HOME", self.path("home/data"))
            .env("XDG_CONFIG_DIRS", self.path("etc"))
            .env("SPORTELLO_CATALOG", self.path("edizione"))
            .arg("--catalog")
            .arg(self.path("livello"))
            .stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Standard output of a command that went well.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said of a command that is refused.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// The identifiers of a report.
    #[track_caller]
    pub fn report(&self, arguments: &[&str]) -> Vec<String> {
        let all: Vec<&str> = ["catalog", "report"].iter().chain(arguments).copied().collect();
        self.done(&all).lines().map(str::to_owned).collect()
    }

    /// What waits.
    pub fn proposals(&self) -> Vec<Value> {
        let output = self.run(&["catalog", "proposals", "--format", "json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[track_caller]
    pub fn accept(&self, ids: &[&str]) {
        let layer = self.path("livello").display().to_string();
        let mut all = vec!["catalog", "accept"];
        all.extend(ids);
        all.extend(["-o", &layer, "--by", "Ufficio di Piano"]);
        self.done(&all);
    }

    /// A newer edition of the catalogue underneath, in which the office has this number.
    pub fn edition(&self, phone: &str) {
        let sede = serde_json::json!({ "sedi": [{ "id": SEDE, "name": "Servizi Sociali del Comune di Mesagne", "kind": "segretariato-sociale",
            "comune": "074010", "address": "Via Nuova 9", "phones": [phone], "types": ["segretariato-sociale"],
            "sources": [{ "title": "Edizione nuova", "date": "2026" }] }] });
        put(&self.path("edizione/ambiti"), "br-mesagne.json", &sede.to_string());
    }
}

/// Replaces a file in one step.
pub fn put(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(".nuovo"), text).unwrap();
    fs::rename(folder.join(".nuovo"), folder.join(name)).unwrap();
}

/// Today in Italy.
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&chrono_tz::Europe::Rome).date_naive()
}

/// "28/11".
pub fn short() -> String {
    format!("{}/{}", today().day(), today().month())
}
