//! What the program is made of and comes with: the licences that `deny.toml` allows, one source, a reason for each library, no code of
//! ours at build time; and pages that lead where they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// What cargo knows of every crate of the lock file that this machine builds with.
fn metadata() -> Value {
    let host = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn crates(metadata: &Value) -> Vec<&Value> {
    let used: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.filter(|package| used.contains(package["id"].as_str().unwrap())).collect()
}

/// The quoted words of a line of `deny.toml`.
fn quoted(line: &str) -> BTreeSet<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

/// Whether an SPDX expression can be kept with `allowed` only.
fn may_be_used(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    // Two levels are all that is met: brackets around alternatives, beside what always holds.
    let licence = licence.replace('/', " OR ");
    let mut open = 0;
    let mut parts = vec![String::new()];
    let words: Vec<&str> = licence.split(' ').collect();
    for word in words {
        open += word.matches('(').count();
        if word == "AND" && open == 0 {
            parts.push(String::new());
        } else {
            let part = parts.last_mut().unwrap();
            part.push_str(word);
            part.push(' ');
        }
        open -= word.matches(')').count();
    }
    if parts.len() == 1 && parts[0].trim().starts_with('(') {
        parts[0] = parts[0].trim().trim_matches(['(', ')']).into();
    }
    parts.iter().all(|part| {
        let alternatives = part.trim().trim_matches(['(', ')']).to_owned();
        alternatives.split(" OR ").any(|one| one.trim().split(" AND ").all(|name| allowed.contains(name.trim())))
    })
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let deny = text("deny.toml");
    let allowed = quoted(deny.lines().find(|line| line.starts_with("allow = [")).unwrap());
    assert!(allowed.contains("MIT") && !allowed.contains("GPL-3.0"));
    assert!(may_be_used("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed) && may_be_used("MIT/BSL-1.0", &allowed));
    assert!(!may_be_used("MIT AND GPL-3.0", &allowed) && !may_be_used("(MIT OR ISC) AND GPL-3.0", &allowed));
    let exceptions: Vec<&str> =
        deny.lines().filter(|line| line.contains("crate = ") && line.contains("allow")).collect();
    let metadata = metadata();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for package in crates(&metadata) {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{name} names no licence"));
        let excepted = exceptions.iter().any(|line| {
            let words = quoted(line);
            words.contains(name) && words.contains(licence)
        });
        assert!(excepted || may_be_used(licence, &allowed), "{name}: {licence}");
        *counted.entry(licence).or_default() += 1;
    }
    println!("{counted:#?}");
}

#[test]
fn every_crate_comes_from_the_one_registry_and_nothing_of_ours_runs_at_build_time() {
    let metadata = metadata();
    for package in crates(&metadata) {
        let name = package["name"].as_str().unwrap();
        if ["sportello", "impara"].contains(&name) {
            let kinds = package["targets"].as_array().unwrap().iter().flat_map(|t| t["kind"].as_array().unwrap());
            assert!(kinds.into_iter().all(|kind| kind != "custom-build" && kind != "proc-macro"));
        } else {
            assert_eq!(package["source"], "registry+https://github.com/rust-lang/crates.io-index", "{name}");
        }
    }
}

#[test]
fn every_library_has_its_reason_once_on_its_page() {
    let metadata = metadata();
    let ours = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "sportello").unwrap();
    let wanted: BTreeSet<&str> =
        ours["dependencies"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap()).collect();
    let page = text("docs/libraries.md");
    let (_, table) = page.split_once("# Why these libraries").unwrap();
    let mut given: Vec<&str> = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| crate")) {
        let names = line.split('|').nth(1).unwrap();
        let names = names.split_once(" (").map_or(names, |(names, _)| names);
        given.extend(names.split(',').map(str::trim));
    }
    let once: BTreeSet<&str> = given.iter().copied().collect();
    assert_eq!(once.len(), given.len(), "a library stands there twice: {given:?}");
    assert_eq!(once, wanted);
}

/// What is there twice in the program itself costs size and, for some, sense.
#[test]
fn the_program_holds_no_library_twice() {
    let metadata = metadata();
    let nodes: BTreeMap<&str, &Value> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().map(|n| (n["id"].as_str().unwrap(), n)).collect();
    let packages: BTreeMap<&str, &Value> =
        metadata["packages"].as_array().unwrap().iter().map(|p| (p["id"].as_str().unwrap(), p)).collect();
    let is_macro = |id: &str| {
        packages[id]["targets"]
            .as_array()
            .unwrap()
            .iter()
            .any(|t| t["kind"].as_array().unwrap().contains(&"proc-macro".into()))
    };
    let mut waiting = vec![metadata["resolve"]["root"].as_str().unwrap()];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        // A macro runs in the compiler; what it is made of is not in the program.
        if is_macro(id) || !seen.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            if dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for id in &seen {
        let package = packages[id];
        versions.entry(package["name"].as_str().unwrap()).or_default().push(package["version"].as_str().unwrap());
    }
    versions.retain(|_, all| all.len() > 1);
    assert!(seen.len() > 50 && versions.is_empty(), "{versions:?}");
    println!("{} crates in the program, none twice", seen.len());
}

#[test]
fn the_fragment_for_the_ssh_server_is_the_one_on_the_administrator_s_page() {
    assert!(text("docs/amministratore.md").contains(&format!("```\n{}```\n", text("dist/sshd_config.kiosk"))));
}

/// The pages for people: each with its name and what it says.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let docs = docs.map(|path| format!("docs/{}", path.file_name().unwrap().to_string_lossy()));
    let names = docs.chain(["README.md", "CONTRIBUTING.md"].map(str::to_owned));
    names.map(|name| (name.clone(), text(&name))).collect()
}

fn exists(path: &Path) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn the_readme_is_short_and_its_figures_are_those_of_the_program() {
    let readme = text("README.md");
    assert!(readme.len() <= 12_288, "{} bytes: what is more belongs on a page of docs/", readme.len());
    let catalog = sportello::catalog::bundled::catalog().unwrap().catalog;
    let figures = format!("{} comuni in {} ambiti", catalog.comuni.len(), catalog.ambiti.len());
    assert!(readme.contains(&figures), "{figures}");
    let cargo = text("Cargo.toml");
    let rust = cargo.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(readme.contains(&format!("Rust {rust} ")), "{rust}");
}

#[test]
fn every_link_of_a_page_leads_to_a_file_and_to_a_heading_of_it() {
    let mut seen = 0;
    for (name, page) in pages() {
        let folder = Path::new(&name).parent().unwrap();
        let links = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { Path::new(&name).to_owned() } else { folder.join(path) };
            assert!(exists(&target), "{name}: {link}");
            if !heading.is_empty() {
                let there = text(target.to_str().unwrap());
                let headings = there.lines().filter(|line| line.starts_with('#'));
                assert!(headings.map(anchor).any(|a| a == heading), "{name}: {link}");
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} links");
}

/// The rooms of `src/` stand on floors: the table of the page is the order, and every room is in it.
#[test]
fn a_room_imports_rooms_above_it_on_the_page_and_none_below() {
    fn sources(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let page = text("docs/architecture.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `src/")?.split_once("/`"));
    let rooms: Vec<&str> = rows.map(|(room, _)| room).collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = fs::read_dir(&src).unwrap().map(|e| e.unwrap().path()).filter(|path| path.is_dir());
    let folders: BTreeSet<String> = folders.map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let named: BTreeSet<String> = rooms.iter().copied().map(str::to_owned).collect();
    assert_eq!(folders, named);
    for (at, room) in rooms.iter().enumerate() {
        let mut texts = Vec::new();
        sources(&src.join(room), &mut texts);
        let code = texts.iter().flat_map(|t| t.lines()).filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for used in line.split("crate::").skip(1) {
                let name = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                let below = rooms.iter().skip(at + 1).any(|other| *other == name);
                assert!(!below && !used.starts_with('{'), "{room}: {line}");
            }
        }
    }
}

/// What a page names between backticks as a file of ours is there; of `catalog/tipologie/*.json` the folder is.
#[test]
fn every_file_that_a_page_names_exists() {
    let ours = ["src/", "tests/", "catalog/", "docs/", "dist/", "benches/", "examples/", "fuzz/", "impara/", ".ci/"];
    let mut seen = 0;
    for (name, page) in pages() {
        let quoted = page.split('`').skip(1).step_by(2).filter(|q| !q.contains(char::is_whitespace));
        for file in quoted.filter(|q| ours.iter().any(|folder| q.starts_with(folder))) {
            let known = file.split(['*', '<']).next().unwrap();
            let known = if known == file { known } else { known.rsplit_once('/').unwrap().0 };
            assert!(exists(Path::new(known)), "{name}: {file}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} files");
}
