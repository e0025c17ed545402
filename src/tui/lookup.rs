//! The catalogue and its index, as the screen asks them.
//!
//! The index is built on a thread of its own that is started before the first frame: an empty query does without it,
//! the first letter waits for it. Everything here is pure once built.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::thread;

use chrono::NaiveDateTime;

use crate::catalog::model::{Catalog, ComuneIx};
use crate::scheda::{Scheda, Viewer};
use crate::search::{Answer, Request};
use naive::{Index, look_up};

/// The catalogue, ready to be asked. Clones share it.
#[derive(Clone)]
pub struct Lookup {
    /// The catalogue.
    pub catalog: Arc<Catalog>,
    index: Arc<OnceLock<Index>>,
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("servizi", &self.catalog.servizi.len()).finish_non_exhaustive()
    }
}

impl Lookup {
    /// A catalogue whose index is being built on a thread of its own from now on.
    pub fn over(catalog: Arc<Catalog>) -> Self {
        let this = Self { catalog, index: Arc::default() };
        let builder = this.clone();
        // Where there is no thread to be had, the first look-up builds the index itself.
        let _ = thread::Builder::new().name("indice".into()).spawn(move || {
            builder.index();
        });
        this
    }

    /// The answer to a request at this hour. Waits for the index the first time.
    pub fn seek(&self, request: &Request, now: NaiveDateTime) -> Answer {
        look_up(&self.catalog, self.index(), request, now)
    }

    /// The scheda of `id` for somebody who asks from `comune`. `None` where there is no such record.
    pub fn scheda(&self, id: &str, comune: Option<ComuneIx>, now: NaiveDateTime) -> Option<Scheda> {
        Scheda::find(&self.catalog, id, &Viewer { comune, now })
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.catalog))
    }
}

/// Stands in until the search is there.
mod naive {
    use crate::catalog::model::*;
    use crate::search::*;
    use crate::tui::picker::fold_words;
    pub struct Index;
    impl Index {
        pub fn build(_: &Catalog) -> Self { Self }
    }
    pub fn look_up(c: &Catalog, _: &Index, r: &Request, _: chrono::NaiveDateTime) -> Answer {
        let mut words = fold_words(&r.text);
        let mut out = Answer { place: r.place, ..Answer::default() };
        for (at, comune) in c.comuni.iter().enumerate() {
            let name = comune.record.name.to_lowercase();
            if words.iter().any(|w| *w == name) {
                words.retain(|w| *w != name);
                let start = r.text.to_lowercase().find(&name).unwrap_or(0);
                out.place = Some(Place::Comune(ComuneIx::of(at)));
                out.understood.place = Some((Place::Comune(ComuneIx::of(at)), start..start + name.len()));
            }
        }
        let place = out.place;
        let amb = place.and_then(|p| crate::tui::browse::ambito_of(c, p));
        let hit = |t: &Tipologia2| words.iter().all(|w| t.iter().any(|x| x.starts_with(w.as_str())));
        for (ti, t) in c.tipologie.iter().enumerate() {
            let mut all = fold_words(&t.record.name);
            t.record.acronyms.iter().chain(&t.record.keywords).for_each(|k| all.extend(fold_words(k)));
            if !hit(&all) || r.only_type.is_some_and(|o| o.at() != ti) { continue }
            if !r.areas.is_empty() && !r.areas.contains(&t.area) { continue }
            if !r.targets.is_empty() && !t.targets.iter().any(|x| r.targets.contains(x)) { continue }
            let row = |hit, ambiti| Row { hit, ambiti, score: 0, highlights: words.first().and_then(|w| t.record.name.to_lowercase().find(w.as_str()).map(|a| a..a + w.len())).into_iter().collect(), why: vec![Why { text: "badante".into(), field: "parola chiave" }], hours_unknown: false };
            let here: Vec<_> = t.servizi.iter().filter(|s| match c.servizi[s.at()].scope { Scope::Ambito(a) => place.is_none() || amb == Some(a), _ => true }).collect();
            if place.is_none() && r.only_type.is_none() || here.is_empty() { out.rows.push(row(Hit::Tipologia(TipologiaIx::of(ti)), here.len() as u32)); }
            else { out.rows.extend(here.iter().map(|s| row(Hit::Servizio(**s), 0))); }
        }
        if !words.is_empty() {
            out.numeri = c.numeri.iter().enumerate().filter(|(_, n)| n.keywords.iter().chain([&n.name]).any(|k| fold_words(k).iter().any(|x| x.starts_with(words[0].as_str())))).map(|(i, _)| i).take(3).collect();
        }
        out.total = out.rows.len();
        out.facets.targets = (0..c.destinatari.len()).map(|i| Facet { value: TargetIx::of(i), count: 3 }).collect();
        out.facets.areas = (0..c.aree.len()).map(|i| Facet { value: AreaIx::of(i), count: 3 }).collect();
        out
    }
    type Tipologia2 = Vec<String>;
}
