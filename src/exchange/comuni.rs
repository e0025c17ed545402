//! Which comune a cell means: by its code, its name, a saint's name that is written short. Which come nearest to one that is none.

use std::collections::HashMap;

use super::raw::folded;
use super::raw::{reason, shorten};
use super::sheet::check_istat;
use crate::catalog::model::{Catalog, Comune};
use crate::lingua::fold::fold;
use crate::lingua::near::apart;

/// Most comuni that are named as the nearest.
const NEAR: usize = 3;

/// The comuni of the catalogue by what they are called.
pub(super) struct Comuni<'a> {
    catalog: &'a Catalog,
    by_name: HashMap<String, Vec<&'a Comune>>,
}

/// The words of a name: "SAN CASSIANO", "S.CASSIANO" and "San Cassiano" are alike but for the first.
pub fn town(name: &str) -> String {
    let folded = fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same with every title of a saint as one: "San", "Santa", "Sant'", "S.", "S.ta".
fn key(name: &str) -> String {
    let town = town(name);
    let words: Vec<&str> = town.split(' ').collect();
    let is_end = |at: usize| at > 0 && words.get(at - 1) == Some(&"s") && matches!(words.get(at), Some(&("ta" | "to")));
    let all = words.iter().enumerate().filter(|(at, _)| !is_end(*at)).map(|(_, word)| match *word {
        "san" | "sant" | "santa" | "santo" | "sta" | "sto" => "s",
        word => word,
    });
    all.collect::<Vec<_>>().join(" ")
}

impl<'a> Comuni<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let mut by_name: HashMap<String, Vec<&Comune>> = HashMap::new();
        catalog.comuni.iter().for_each(|c| by_name.entry(key(&c.record.name)).or_default().push(c));
        Self { catalog, by_name }
    }

    /// The ISTAT code of "Casarano (075016)", "075016", "Casarano" or "Casarano (LE)"; of several that are called so, the one
    /// of the ambito in hand.
    ///
    /// # Errors
    /// What is expected, in Italian.
    pub(super) fn read(&self, text: &str, scope: Option<&str>) -> Result<String, String> {
        let text = text.trim();
        let (name, code) = match text.rsplit_once('(') {
            Some((name, code)) => (name.trim(), code.trim_end_matches(')').trim()),
            None if text.chars().all(|c| c.is_ascii_digit()) => ("", text),
            None => (text, ""),
        };
        // "Mesagne (BR)": the province, in the place of the code.
        let is_province = code.len() == 2 && code.chars().all(char::is_alphabetic);
        let province = is_province.then(|| code.to_uppercase());
        if code.is_empty() || is_province {
            let mut called: Vec<&Comune> = self.called(name);
            called.retain(|c| province.as_deref().is_none_or(|p| c.record.province.as_str() == p));
            if called.len() > 1 {
                called.retain(|c| scope == Some(c.record.ambito.as_str()));
            }
            return match called.as_slice() {
                [only] => Ok(only.record.istat.to_string()),
                _ => Err(format!("«{}» non è un comune del catalogo: {}", shorten(text), self.nearest(name))),
            };
        }
        check_istat(code).map_err(|r| {
            // A code that a spreadsheet took for a number lost its zero.
            let whole = format!("{code:0>6}");
            let cure = self.catalog.find_comune(&whole).map(|_| format!("; forse «{whole}»")).unwrap_or_default();
            format!("«{}»: {}{cure}", shorten(text), reason(&r.0))
        })?;
        let known = self.catalog.find_comune(code).map(|ix| &self.catalog.comuni[ix]);
        match known {
            Some(known) if !name.is_empty() && folded(&known.record.name) != folded(name) => {
                Err(format!("il codice {code} è di {}, non di {}", known.record.name, shorten(name)))
            }
            _ => Ok(code.to_owned()),
        }
    }

    /// Those that are called so: by the very name before a saint that is written short.
    fn called(&self, name: &str) -> Vec<&'a Comune> {
        let alike = self.by_name.get(&key(name)).map(Vec::as_slice).unwrap_or_default();
        let very = alike.iter().filter(|c| town(&c.record.name) == town(name));
        let very: Vec<&Comune> = very.copied().collect();
        if very.is_empty() { alike.to_vec() } else { very }
    }

    /// The comuni that a name may have been meant for, as they are written.
    fn nearest(&self, name: &str) -> String {
        let typed = key(name);
        let words: Vec<&str> = typed.split(' ').collect();
        let is_short_for = |called: &str| {
            let mut called = called.split(' ');
            words.iter().all(|word| called.next().is_some_and(|whole| whole.starts_with(word)))
        };
        let is_in = |called: &str| format!(" {typed} ").contains(&format!(" {called} "));
        let is_slip = |called: &str| apart(called, &typed) * 4 <= called.chars().count();
        let tries: [&dyn Fn(&str) -> bool; 4] = [&|called| called == typed, &is_short_for, &is_slip, &is_in];
        let near = tries.iter().find_map(|fits| {
            let found = self.by_name.iter().filter(|(called, _)| typed.len() > 1 && fits(called));
            let mut found: Vec<String> =
                found.flat_map(|(_, all)| all).map(|c| format!("«{} ({})»", c.record.name, c.record.istat)).collect();
            found.sort();
            (!found.is_empty()).then_some(found)
        });
        match near {
            Some(near) => {
                format!("forse {}", near.iter().take(NEAR).map(String::as_str).collect::<Vec<_>>().join(" o "))
            }
            None => "atteso per esempio «Casarano (075016)»".to_owned(),
        }
    }
}
