//! Any bytes as a preferences file: no panic, every sentence about it can be shown, a star can still be set or is
//! refused in words, and afterwards the file is whole.
//!
//! Writes below `TMPDIR`: point it at a disk in memory.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sportello::lingua::signs::is_hostile;
use sportello::state::{PreferenceChange, FILE, MAX_STARRED, Places, change, load};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("sportello-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder to write in");
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let file = FOLDER.join(FILE);
    fs::write(&file, bytes).expect("a file to write");
    let mut places = Places { user_config: Some(FOLDER.clone()), ..Places::default() };
    if first & 1 == 1 {
        places.system = vec![FOLDER.clone()];
    }
    let loaded = load(&places);
    assert!(loaded.preferences.starred.len() <= MAX_STARRED);
    assert!(loaded.preferences.idle_minutes.is_none_or(|m| (1..=1440).contains(&m)));
    if places.system.is_empty() {
        assert_ne!(loaded.preferences.printer, Some(true), "a user allowed the printer");
    }
    for problem in &loaded.problems {
        assert!(!problem.to_string().chars().any(is_hostile), "a hostile character reached the terminal");
    }
    // Saving waits for the disk: one input of eight is enough.
    if first & 14 == 0 {
        match change(&places, &PreferenceChange::Star("it/naspi".to_owned())) {
            Ok(after) => {
                assert!(after.starred.iter().any(|s| s == "it/naspi"));
                assert_eq!(load(&places).problems.iter().filter(|p| p.to_string().contains("rovinate")).count(), 0);
            }
            Err(problem) => assert!(!problem.to_string().chars().any(is_hostile)),
        }
        for entry in fs::read_dir(&*FOLDER).expect("the folder").flatten() {
            let _ = fs::remove_file(entry.path());
        }
    }
});
