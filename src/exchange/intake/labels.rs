//! From the name that a person writes to the code that a record holds.
//!
//! A code, a name, an acronym or an everyday word that only one thing has is understood; what fits several is answered with
//! them, what fits none with the nearest. What was not the very name is told, so that a wrong guess is seen.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::model::Catalog;
use crate::exchange::sheet::Ref;
use crate::lingua::fold::fold;
use crate::lingua::near::{likest, shared_words};

/// Everything a cell may refer to by name.
pub(in crate::exchange) struct Labels {
    tipologie: Names,
    aree: Names,
    destinatari: Names,
    ambiti: Names,
    /// Those of the catalogue, of the folder and of the sheet that is being read.
    sedi: Names,
}

/// Codes by name.
#[derive(Default)]
struct Names {
    /// Code and name, as they are shown.
    all: BTreeMap<String, String>,
    /// Folded names that are as good as the name itself.
    folded: HashMap<String, Vec<String>>,
    /// Folded everyday words.
    words: HashMap<String, Vec<String>>,
}

/// What a name was understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Meant {
    pub(in crate::exchange) code: String,
    /// Its name, where what was written is neither that nor the code.
    pub(in crate::exchange) read_as: Option<String>,
}

impl Names {
    fn add<'a>(
        &mut self,
        code: &str,
        name: &str,
        also: impl IntoIterator<Item = &'a str>,
        words: impl IntoIterator<Item = &'a str>,
    ) {
        self.all.insert(code.to_owned(), name.to_owned());
        let put = |into: &mut HashMap<String, Vec<String>>, said: &str| {
            let codes = into.entry(fold(said)).or_default();
            if !codes.iter().any(|c| c == code) {
                codes.push(code.to_owned());
            }
        };
        put(&mut self.folded, name);
        also.into_iter().for_each(|said| put(&mut self.folded, said));
        words.into_iter().for_each(|said| put(&mut self.words, said));
    }

    fn find(&self, what: &str, said: &str) -> Result<Meant, String> {
        self.find_among(what, said, &|_| true)
    }

    /// As [`Self::find`], among the codes that `keep` lets pass.
    fn find_among(&self, what: &str, said: &str, keep: &dyn Fn(&str) -> bool) -> Result<Meant, String> {
        if self.all.contains_key(said) && keep(said) {
            return Ok(Meant { code: said.to_owned(), read_as: None });
        }
        let typed = fold(said);
        let kept = |codes: Option<&Vec<String>>| -> Vec<String> {
            codes.into_iter().flatten().filter(|code| keep(code)).cloned().collect()
        };
        let very = kept(self.folded.get(&typed));
        if let [code] = very.as_slice() {
            return Ok(Meant { code: code.clone(), read_as: None });
        }
        let words: Vec<&str> = typed.split(' ').filter(|w| w.len() > 2).collect();
        let all = || self.all.iter().filter(|(code, _)| keep(code));
        let begins = || all().filter(|(_, name)| fold(name).starts_with(&typed)).map(|(c, _)| c.clone()).collect();
        let holds = || {
            let has_all = |name: &str| {
                let name = fold(name);
                !words.is_empty() && words.iter().all(|w| name.split(' ').any(|n| n == *w))
            };
            all().filter(|(_, name)| has_all(name)).map(|(c, _)| c.clone()).collect()
        };
        let mut several: Vec<String> = very;
        let ways: [&dyn Fn() -> Vec<String>; 3] = [&|| kept(self.words.get(&typed)), &begins, &holds];
        for way in ways.iter().filter(|_| typed.len() > 2) {
            let found = way();
            match found.as_slice() {
                [code] if several.is_empty() => {
                    return Ok(Meant { code: code.clone(), read_as: self.all.get(code).cloned() });
                }
                [] => {}
                _ if several.is_empty() => several = found,
                _ => {}
            }
        }
        let (shown, verb) =
            if several.is_empty() { (self.nearest(&typed, keep), "i più vicini") } else { (several, "può essere") };
        let shown: Vec<String> = shown
            .iter()
            .take(4)
            .map(|code| format!("«{}» ({code})", self.all.get(code).map(String::as_str).unwrap_or_default()))
            .collect();
        if shown.is_empty() {
            return Err(format!("{what} non c'è"));
        }
        Err(format!("{what} non si riconosce; {verb}: {}", shown.join(", ")))
    }

    fn nearest(&self, typed: &str, keep: &dyn Fn(&str) -> bool) -> Vec<String> {
        let all = self.all.iter().filter(|(code, _)| keep(code));
        likest(all.map(|(code, name)| (shared_words(typed, &fold(name)), code.clone())), 3)
    }
}

impl Labels {
    pub(in crate::exchange) fn of(catalog: &Catalog) -> Self {
        let mut labels = Self {
            tipologie: Names::default(),
            aree: Names::default(),
            destinatari: Names::default(),
            ambiti: Names::default(),
            sedi: Names::default(),
        };
        for t in catalog.tipologie.iter().map(|t| &t.record) {
            let also =
                t.acronyms.iter().map(AsRef::as_ref).chain(t.aliases.iter().map(crate::catalog::values::Slug::as_str));
            labels.tipologie.add(&t.id, &t.name, also, t.keywords.iter().map(AsRef::as_ref));
            // "Asilo nido" for «Asilo nido, micronido e sezione primavera»: the code in words.
            let spoken = t.id.replace('-', " ");
            labels.tipologie.add(&t.id, &t.name, [spoken.as_str()], []);
        }
        for a in &catalog.aree {
            labels.aree.add(&a.id, &a.short, [a.label.as_str()], []);
        }
        for d in &catalog.destinatari {
            labels.destinatari.add(&d.id, &d.label, [], d.synonyms.iter().map(AsRef::as_ref));
        }
        for a in catalog.ambiti.iter().map(|a| &a.record) {
            labels.ambito(&a.id, &a.name, &a.short);
        }
        for s in catalog.sedi.iter().map(|s| &s.record) {
            labels.sede(&s.id, &s.name, None);
        }
        labels
    }

    pub(in crate::exchange) fn ambito(&mut self, id: &str, name: &str, short: &str) {
        self.ambiti.add(id, name, [short], []);
    }

    /// `typed` is what stood in the column of the code, where it was no code.
    pub(in crate::exchange) fn sede(&mut self, id: &str, name: &str, typed: Option<&str>) {
        let last = id.rsplit('/').next().unwrap_or_default().to_owned();
        self.sedi.add(id, name, typed.into_iter().chain([last.as_str()]), []);
    }

    /// The code of what `said` names. `scope`: the ambito in hand, whose sedi come first.
    pub(in crate::exchange) fn find(&self, what: Ref, said: &str, scope: Option<&str>) -> Result<Meant, String> {
        let said = said.trim();
        match what {
            Ref::Tipologia => self.tipologie.find("la tipologia", said),
            Ref::Area => self.aree.find("l'area", said),
            Ref::Destinatari => self.destinatari.find("il gruppo di destinatari", said),
            Ref::Ambito => self.ambiti.find("l'ambito", said),
            Ref::Sede => self.sede_of("la sede", said, scope),
            Ref::Owner => match self.ambiti.find("l'ambito", said) {
                Ok(meant) if meant.read_as.is_none() => Ok(meant),
                _ => self.sede_of("la sede (o l'ambito)", said, scope),
            },
        }
    }

    /// Sedi of several ambiti may have one name: the one of the ambito in hand is meant. One of another ambito is meant by its
    /// code or its very name alone, and told: a word that it has in common is no name.
    fn sede_of(&self, what: &str, said: &str, scope: Option<&str>) -> Result<Meant, String> {
        let Some(scope) = scope else { return self.sedi.find(what, said) };
        let here = self.sedi.find_among(what, said, &|code| code.split('/').next() == Some(scope));
        here.or_else(|why| match self.sedi.find(what, said) {
            Ok(meant) if meant.code == said => Ok(meant),
            Ok(meant) if meant.read_as.is_none() => {
                Ok(Meant { read_as: self.sedi.all.get(&meant.code).cloned(), ..meant })
            }
            _ => Err(why),
        })
    }
}
