//! From records to the catalogue: layers merged, references followed, what every ambito owes by norm added.
//!
//! A record of a higher layer replaces the one with the same identifier; `removed` hides it. A record whose references
//! lead nowhere is left out and named in [`Resolved::dropped`]: nothing is lost in silence. Entries of basis `norma` are
//! made here, one for each ambito and each tipologia with a level, where the ambito has nothing of its own that is alive.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::correzioni::{CorrectionSubject, Correzione, merge};
use super::later::Later;
use super::lingue::Lingue;
use super::load::Records;
use super::model::{
    Ambito, AmbitoIx, Applied, AreaIx, Catalog, Comune, ComuneIx, Layer, LayerIx, RegioneIx, Scope, SedeIx, SedePlace,
    Servizio, TargetIx, TipologiaIx, Type,
};
use super::record::{
    AmbitoRecord, Area, ComuneRecord, Destinatari, NumeroUtile, RegioneRecord, Sede, ServizioRecord, Tipologia,
};
use super::table::{Position, Table};
use super::text::Text;
use super::values::{Basis, Istat, Level, RecordId, Slug, Stato};

/// Most records of a list that two bytes number: areas, target groups, comuni, ambiti, tipologie. The two numbers behind the
/// last ambito are the region's and the State's.
pub const MOST: usize = u16::MAX as usize - 2;

/// A record that had to be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The layer it came from.
    pub layer: LayerIx,
    /// Its identifier.
    pub id: Text,
    /// Why, in Italian.
    pub reason: Text,
}

/// The catalogue and what did not get in.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The catalogue.
    pub catalog: Catalog,
    /// Records that were left out.
    pub dropped: Vec<Dropped>,
}

/// No layer says which region this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("manca «regione.json»: senza, non si sa di quale regione è il catalogo")]
pub struct NoRegion;

/// FNV-1a: identifiers are short, and whoever writes them may write the whole catalogue.
struct Short(u64);

impl Default for Short {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Short {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
    }
}

type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Short>>;

/// Records of one kind, of all layers, by identifier, in order of first appearance.
struct MergedRecords<K, T> {
    order: Vec<Option<(T, LayerIx)>>,
    at: HashMap<K, usize>,
}

impl<K, T> Default for MergedRecords<K, T> {
    fn default() -> Self {
        Self { order: Vec::new(), at: HashMap::default() }
    }
}

impl<K: Eq + Hash, T> MergedRecords<K, T> {
    /// Makes room for `more` records.
    fn reserve(&mut self, more: usize) {
        self.order.reserve(more);
        self.at.reserve(more);
    }

    /// `removed` takes away what is there; otherwise replaces or adds.
    fn put(&mut self, key: K, record: T, layer: LayerIx, removed: bool) {
        let next = self.order.len();
        let at = *self.at.entry(key).or_insert(next);
        let value = (!removed).then_some((record, layer));
        match self.order.get_mut(at) {
            Some(slot) => *slot = value,
            None => self.order.push(value),
        }
    }

    /// Corrects the record of `key`, which stays where it came from; a record that is not there is made of the patch alone.
    fn correct(
        &mut self,
        key: K,
        base: Value,
        correzione: &Correzione,
        layer: LayerIx,
    ) -> Result<Vec<(Text, Value)>, Text>
    where
        K: Clone,
        T: Serialize + DeserializeOwned,
    {
        let known = self.at.get(&key).and_then(|at| self.order.get(*at)).and_then(Option::as_ref);
        let (below, layer) = match known {
            Some((record, layer)) => (serde_json::to_value(record).unwrap_or_default(), *layer),
            None => (base, layer),
        };
        let (record, conflicts) = merge::<T>(below, correzione)?;
        self.put(key, record, layer, false);
        Ok(conflicts)
    }

    fn into_vec(self) -> Vec<(T, LayerIx)> {
        self.order.into_iter().flatten().collect()
    }
}

/// Puts the layers together, lowest first.
///
/// # Errors
/// [`NoRegion`] when no layer has a `regione.json`.
pub fn resolve(mut layers: Vec<(Layer, Records)>) -> Result<Resolved, NoRegion> {
    let mut stock = Stock::default();
    for (at, (_, records)) in layers.iter_mut().enumerate() {
        stock.take(records, LayerIx::of(at));
    }
    stock.build(layers)
}

/// The lists of a kind that nothing refers to, of all layers, lowest first. What only the program has to say waits until
/// somebody asks.
fn over_each_other<T: DeserializeOwned>(
    layers: &mut [(Layer, Records)],
    kind: fn(&mut Records) -> &mut Later<Vec<T>>,
    key: fn(&T) -> Option<(&Slug, bool)>,
) -> Later<Vec<T>> {
    let mut lists: Vec<_> = layers.iter_mut().map(|(_, records)| std::mem::take(kind(records))).collect();
    lists.retain(|list| list.is_unread() || !list.is_empty());
    if let [only] = lists.as_slice()
        && only.is_unread()
    {
        return lists.remove(0);
    }
    let mut merged = MergedRecords::default();
    for (at, record) in lists.into_iter().flat_map(Later::into_read).enumerate() {
        let (key, removed) = match key(&record) {
            Some((id, removed)) => (Ok(id.clone()), removed),
            // Each stands for itself.
            None => (Err(at), false),
        };
        merged.put(key, record, LayerIx(0), removed);
    }
    merged.into_vec().into_iter().map(|(record, _)| record).collect::<Vec<T>>().into()
}

/// What is numbered or corrected, layer by layer.
#[derive(Default)]
struct Stock {
    regioni: MergedRecords<Slug, RegioneRecord>,
    aree: MergedRecords<Slug, Area>,
    destinatari: MergedRecords<Slug, Destinatari>,
    comuni: MergedRecords<Istat, ComuneRecord>,
    tipologie: MergedRecords<Slug, Tipologia>,
    numeri: MergedRecords<Slug, NumeroUtile>,
    ambiti: MergedRecords<Slug, AmbitoRecord>,
    sedi: MergedRecords<RecordId, Sede>,
    // Large, and put into several lists on the way: a box is what is moved.
    servizi: MergedRecords<RecordId, Box<ServizioRecord>>,
    correzioni: Vec<Applied>,
    dropped: Vec<Dropped>,
}

impl Stock {
    fn take(&mut self, records: &mut Records, layer: LayerIx) {
        for record in records.regioni.drain(..) {
            self.regioni.put(record.id.clone(), record, layer, false);
        }
        macro_rules! put {
            ($field:ident, $records:expr, $key:ident) => {
                let records = std::mem::take(&mut $records).into_iter();
                self.$field.reserve(records.len());
                for record in records {
                    let (key, removed) = (record.$key.clone(), record.removed);
                    self.$field.put(key, record.into(), layer, removed);
                }
            };
        }
        put!(aree, records.aree, id);
        put!(destinatari, records.destinatari, id);
        put!(comuni, records.comuni, istat);
        put!(tipologie, records.tipologie, id);
        put!(numeri, records.numeri, id);
        put!(servizi, records.misure, id);
        for file in &mut records.ambiti {
            put!(ambiti, file.ambito, id);
            put!(sedi, file.sedi, id);
            put!(servizi, file.servizi, id);
        }
        let mut correzioni = std::mem::take(&mut records.correzioni);
        correzioni.sort_by(|a, b| (a.on.earliest(), a.turn, &a.id).cmp(&(b.on.earliest(), b.turn, &b.id)));
        for record in correzioni.into_iter().filter(|c| c.withdrawn.is_none()) {
            match self.correct(&record, layer) {
                Ok(conflicts) => self.correzioni.push(Applied { record, layer, conflicts }),
                Err(reason) => self.dropped.push(Dropped { layer, id: record.record, reason }),
            }
        }
    }

    /// Lays a correction over what this layer and those below say.
    fn correct(&mut self, correzione: &Correzione, layer: LayerIx) -> Result<Vec<(Text, Value)>, Text> {
        macro_rules! correct {
            ($field:ident, $key:expr, $base:expr) => {
                self.$field.correct($key, $base, correzione, layer)
            };
        }
        match CorrectionSubject::of(&correzione.record).ok_or_else(|| Text::new("non dice quale record corregge"))? {
            CorrectionSubject::Sede(id) => correct!(sedi, id.clone(), json!({ "id": id })),
            CorrectionSubject::Servizio(id) => correct!(servizi, id.clone(), json!({ "id": id })),
            CorrectionSubject::Ambito(id) => correct!(ambiti, id.clone(), json!({ "id": id })),
            CorrectionSubject::Comune(istat) => correct!(comuni, istat.clone(), json!({ "istat": istat })),
            CorrectionSubject::Numero(id) => correct!(numeri, id.clone(), json!({ "id": id })),
            CorrectionSubject::Tipologia(id) => correct!(tipologie, id.clone(), json!({ "id": id })),
        }
    }

    fn build(self, mut layers: Vec<(Layer, Records)>) -> Result<Resolved, NoRegion> {
        fn plain<T>(records: Vec<(T, LayerIx)>) -> Vec<T> {
            records.into_iter().map(|(record, _)| record).collect()
        }
        let mut dropped = self.dropped;
        // What no number leads to would be taken for another record.
        macro_rules! numbered {
            ($field:ident, $what:literal, $key:ident) => {{
                let mut records = self.$field.into_vec();
                for (record, layer) in records.drain(MOST.min(records.len())..) {
                    let reason = format!("troppi: un catalogo tiene al massimo {MOST} {}", $what);
                    dropped.push(Dropped { layer, id: Text::new(&record.$key), reason: Text::new(&reason) });
                }
                records
            }};
        }
        let (aree, destinatari) = (numbered!(aree, "aree", id), numbered!(destinatari, "gruppi di destinatari", id));
        let (comuni, ambiti) = (numbered!(comuni, "comuni", istat), numbered!(ambiti, "ambiti", id));
        let tipologie = numbered!(tipologie, "tipologie", id);
        let mut numeri = plain(self.numeri.into_vec());
        numeri.sort_by_key(|n| !n.urgent);
        // The lowest layer's region is the one that is spoken of where no place is known.
        let mut regioni = plain(self.regioni.into_vec()).into_iter();
        let regione = regioni.next().ok_or(NoRegion)?;
        let mut builder = CatalogBuilder {
            dropped,
            catalog: Catalog {
                regione,
                altre_regioni: regioni.collect(),
                aree: plain(aree).into(),
                destinatari: plain(destinatari).into(),
                condizioni: over_each_other(&mut layers, |r| &mut r.condizioni, |r| Some((&r.id, r.removed))),
                equivalenze: over_each_other(&mut layers, |r| &mut r.equivalenze, |_| None),
                comuni: Table::default(),
                ambiti: Table::default(),
                tipologie: Table::default(),
                sedi: Table::default(),
                servizi: Table::default(),
                numeri,
                urgenze: over_each_other(&mut layers, |r| &mut r.urgenze, |r| Some((&r.id, r.removed))),
                altrove: over_each_other(&mut layers, |r| &mut r.altrove, |r| Some((&r.id, r.removed))),
                fogli: over_each_other(&mut layers, |r| &mut r.foglio, |r| Some((&r.id, r.removed))),
                lingue: Lingue::of(layers.iter_mut().flat_map(|(_, r)| std::mem::take(&mut r.lingue)).collect()),
                correzioni: self.correzioni,
                layers: layers.into_iter().map(|(layer, _)| layer).collect::<Vec<_>>().into(),
            },
        };
        let mut known = KnownIds {
            areas: by_id(&builder.catalog.aree, |a| &a.id),
            targets: by_id(&builder.catalog.destinatari, |d| &d.id),
            ..KnownIds::default()
        };
        builder.tipologie(tipologie, &known);
        builder.ambiti(ambiti);
        known.ambiti = by_id(&builder.catalog.ambiti, |a| &a.record.id);
        builder.comuni(comuni, &known);
        known.comuni = by_id(&builder.catalog.comuni, |c| &c.record.istat);
        // An identifier wins over another's alias.
        for (ix, t) in builder.catalog.tipologie.pairs() {
            known.types.extend(t.record.aliases.iter().map(|alias| (alias.clone(), ix)));
        }
        known.types.extend(by_id(&builder.catalog.tipologie, |t| &t.record.id));
        builder.sedi(self.sedi.into_vec(), &known);
        builder.servizi(self.servizi.into_vec(), &known);
        builder.owed_by_norm();
        builder.sedi_of_servizi();
        Ok(Resolved { catalog: builder.catalog, dropped: builder.dropped })
    }
}

struct CatalogBuilder {
    catalog: Catalog,
    dropped: Vec<Dropped>,
}

/// Where each record that others refer to stands, by its identifier.
#[derive(Default)]
struct KnownIds {
    areas: HashMap<Slug, AreaIx>,
    targets: HashMap<Slug, TargetIx>,
    ambiti: HashMap<Slug, AmbitoIx>,
    comuni: HashMap<Istat, ComuneIx>,
    /// By their aliases too.
    types: HashMap<Slug, TipologiaIx>,
}

fn by_id<Ix: Position, T, K: Clone + Eq + Hash>(table: &Table<Ix, T>, id: fn(&T) -> &K) -> HashMap<K, Ix> {
    table.pairs().map(|(ix, record)| (id(record).clone(), ix)).collect()
}

impl CatalogBuilder {
    fn drop(&mut self, layer: LayerIx, id: &str, reason: &str) {
        self.dropped.push(Dropped { layer, id: Text::new(id), reason: Text::new(reason) });
    }

    /// The references that lead somewhere; the others are named as dropped from `id`.
    fn follow<K: Eq + Hash + fmt::Display, Ix: Copy>(
        &mut self,
        (layer, id): (LayerIx, &str),
        what: &str,
        named: &[K],
        known: &HashMap<K, Ix>,
    ) -> Vec<Ix> {
        let mut found = Vec::with_capacity(named.len());
        for name in named {
            match known.get(name) {
                Some(&ix) => found.push(ix),
                None => self.drop(layer, id, &format!("{what} «{name}» non esiste: il riferimento è stato tolto")),
            }
        }
        found
    }

    fn tipologie(&mut self, records: Vec<(Tipologia, LayerIx)>, known: &KnownIds) {
        let KnownIds { areas, targets, .. } = known;
        let mut kept = Vec::with_capacity(records.len());
        for (record, layer) in records {
            if let Some(&area) = areas.get(&record.area) {
                kept.push((record, layer, area));
            } else {
                let reason = format!("l'area «{}» non esiste", record.area);
                self.drop(layer, &record.id, &reason);
            }
        }
        kept.sort_by_key(|(_, _, area)| *area);
        let kept_ids: HashMap<Slug, TipologiaIx> =
            kept.iter().enumerate().map(|(at, (t, ..))| (t.id.clone(), TipologiaIx::of(at))).collect();
        self.catalog.tipologie.reserve_exact(kept.len());
        for (record, layer, area) in kept {
            let id = record.id.clone();
            let from = (layer, id.as_str());
            let other_areas = self.follow(from, "l'area", &record.other_areas, areas);
            let targets = self.follow(from, "il gruppo di destinatari", &record.targets, targets);
            let related = self.follow(from, "la tipologia collegata", &record.related, &kept_ids);
            self.catalog.tipologie.push(Type {
                record,
                area,
                other_areas,
                targets,
                related,
                servizi: Vec::new(),
                layer,
            });
        }
    }

    fn ambiti(&mut self, mut records: Vec<(AmbitoRecord, LayerIx)>) {
        records.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (record, layer) in records {
            self.catalog.ambiti.push(Ambito {
                record,
                comuni: Vec::new(),
                sedi: Vec::new(),
                servizi: Vec::new(),
                layer,
            });
        }
    }

    fn comuni(&mut self, mut records: Vec<(ComuneRecord, LayerIx)>, known: &KnownIds) {
        // Each is moved once.
        records.sort_by_cached_key(|(c, _)| (c.name.clone(), c.istat.clone()));
        self.catalog.comuni.reserve_exact(records.len());
        for (record, layer) in records {
            let Some(&ambito) = known.ambiti.get(record.ambito.as_str()) else {
                let reason = format!("l'ambito «{}» non esiste", record.ambito);
                self.drop(layer, &record.istat, &reason);
                continue;
            };
            let ix = self.catalog.comuni.push(Comune { record, ambito, layer });
            self.catalog.ambiti[ambito].comuni.push(ix);
        }
    }

    fn sedi(&mut self, records: Vec<(Sede, LayerIx)>, known: &KnownIds) {
        let KnownIds { ambiti, comuni, types, .. } = known;
        self.catalog.sedi.reserve_exact(records.len());
        for (mut record, layer) in records {
            let id = record.id.clone();
            let Some(&ambito) = ambiti.get(id.scope()) else {
                self.drop(layer, &id, &format!("l'ambito «{}» non esiste", id.scope()));
                continue;
            };
            record.riservato |= self.is_secret(&record.types, types);
            // The one rule that admits no tolerance: a protected address must not exist anywhere in memory.
            if record.riservato
                && (record.address.is_some()
                    || record.comune.is_some()
                    || record.cap.is_some()
                    || record.lat.is_some()
                    || record.lon.is_some())
            {
                self.drop(layer, &id, "una sede riservata non può avere indirizzo, comune, CAP o coordinate");
                continue;
            }
            let comune = self.follow((layer, &id), "il comune", record.comune.as_slice(), comuni).pop();
            let types = self.follow((layer, &id), "la tipologia", &record.types, types);
            let ix = self.catalog.sedi.push(SedePlace { record, ambito, comune, types, layer });
            self.catalog.ambiti[ambito].sedi.push(ix);
        }
    }

    /// Whether all that is served at a place is secret.
    fn is_secret(&self, served: &[Slug], types: &HashMap<Slug, TipologiaIx>) -> bool {
        let secret = |slug: &Slug| types.get(slug).is_some_and(|ix| self.catalog.tipologie[*ix].record.riservata);
        !served.is_empty() && served.iter().all(secret)
    }

    fn servizi(&mut self, records: Vec<(Box<ServizioRecord>, LayerIx)>, known: &KnownIds) {
        let KnownIds { areas, targets, ambiti, comuni, types } = known;
        for (record, layer) in records {
            let id = record.id.clone();
            let scope = match id.scope() {
                "it" => Scope::Italia,
                s => {
                    if let Some(at) = self.catalog.regioni().position(|r| r.id.as_str() == s) {
                        Scope::Regione(RegioneIx::of(at))
                    } else if let Some(&ix) = ambiti.get(s) {
                        Scope::Ambito(ix)
                    } else {
                        self.drop(layer, &id, &format!("l'ambito «{s}» non esiste"));
                        continue;
                    }
                }
            };
            let Some(&tipologia) = types.get(record.tipologia.as_str()) else {
                self.drop(layer, &id, &format!("la tipologia «{}» non esiste", record.tipologia));
                continue;
            };
            let inherited = self.catalog.tipologie[tipologia].area;
            let area = match record.area.as_ref().map(|a| (a, areas.get(a.as_str()).copied())) {
                None => inherited,
                Some((_, Some(area))) => area,
                Some((slug, None)) => {
                    self.drop(layer, &id, &format!("l'area «{slug}» non esiste: vale quella della tipologia"));
                    inherited
                }
            };
            let own = record.targets.as_deref();
            let targets = own.map(|list| self.follow((layer, &id), "il gruppo di destinatari", list, targets));
            let own = record.comuni.as_deref();
            let comuni = own.map(|list| self.follow((layer, &id), "il comune", list, comuni));
            let basis = record.basis;
            self.push(Servizio {
                id,
                tipologia,
                scope,
                basis,
                record: Some(record),
                area,
                targets,
                comuni,
                sedi: Vec::new(),
                layer,
            });
        }
    }

    fn push(&mut self, servizio: Servizio) {
        let (tipologia, scope) = (servizio.tipologia, servizio.scope);
        let ix = self.catalog.servizi.push(servizio);
        self.catalog.tipologie[tipologia].servizi.push(ix);
        if let Scope::Ambito(ambito) = scope {
            self.catalog.ambiti[ambito].servizi.push(ix);
        }
    }

    /// One entry for each ambito that has comuni and each tipologia with a level, unless the ambito has one that is not historic.
    fn owed_by_norm(&mut self) {
        let owed: Vec<(TipologiaIx, Slug, AreaIx, LayerIx)> = self
            .catalog
            .tipologie
            .pairs()
            .filter(|(_, t)| t.record.level.is_some())
            .map(|(ix, t)| (ix, t.record.id.clone(), t.area, t.layer))
            .collect();
        self.catalog.servizi.reserve_exact(owed.len() * self.catalog.ambiti.len());
        for ix in self.catalog.ambiti.indices() {
            let ambito = &self.catalog.ambiti[ix];
            // Nothing is owed where nobody lives: what comes from elsewhere waits in such an ambito for its own.
            if ambito.comuni.is_empty() {
                continue;
            }
            let scope = ambito.record.id.clone();
            let elsewhere = !self.catalog.altre_regioni.is_empty()
                && self.catalog.regione.provinces.iter().all(|p| p.code != ambito.record.province);
            // Which tipologie the ambito has at all, and which of them are alive.
            let mut present = self.catalog.tipologie.beside(false);
            let mut alive = present.clone();
            for s in self.catalog.servizi.each(&ambito.servizi) {
                let historic = s.record.as_ref().is_some_and(|r| r.status == Some(Stato::Storico));
                present[s.tipologia] = true;
                // A structure of one comune does not say that the ambito as a whole offers it.
                alive[s.tipologia] |= !historic && s.comuni.is_none();
            }
            for (tipologia, slug, area, layer) in &owed {
                // An objective of one region's plan binds that region alone.
                let level = self.catalog.tipologie[*tipologia].record.level;
                if alive[*tipologia] || elsewhere && level == Some(Level::ObiettivoDiServizio) {
                    continue;
                }
                let Some(id) = self.free_id(ix, &scope, slug, present[*tipologia]) else { continue };
                self.push(Servizio {
                    id,
                    tipologia: *tipologia,
                    scope: Scope::Ambito(ix),
                    basis: Basis::Norma,
                    record: None,
                    area: *area,
                    targets: None,
                    comuni: None,
                    sedi: Vec::new(),
                    layer: *layer,
                });
            }
        }
    }

    /// `<scope>/<slug>`, or the first of `-2`, `-3`… that no servizio of the ambito has.
    fn free_id(&self, ambito: AmbitoIx, scope: &Slug, slug: &Slug, look: bool) -> Option<RecordId> {
        let plain = RecordId::of(scope, slug);
        let taken = |id: &str| {
            let servizi = &self.catalog.ambiti[ambito].servizi;
            self.catalog.servizi.each(servizi).any(|s| s.id.as_str() == id)
        };
        if !look || !taken(&plain) {
            return Some(plain);
        }
        (2..=999).map(|n| format!("{plain}-{n}")).find(|id| !taken(id)).and_then(|id| RecordId::new(&id).ok())
    }

    /// A servizio's sedi: those it names, or every living sede of its ambito that serves its tipologia.
    fn sedi_of_servizi(&mut self) {
        let by_id: HashMap<&str, SedeIx> =
            self.catalog.sedi.pairs().map(|(ix, s)| (s.record.id.as_str(), ix)).collect();
        let mut dangling = Vec::new();
        let mut found: Vec<Vec<SedeIx>> = Vec::with_capacity(self.catalog.servizi.len());
        for servizio in &self.catalog.servizi {
            if let Some(named) = servizio.record.as_ref().and_then(|r| r.sedi.as_ref()) {
                let mut list = Vec::with_capacity(named.len());
                for id in named {
                    match by_id.get(id.as_str()) {
                        Some(&ix) => list.push(ix),
                        None => dangling.push((servizio.layer, servizio.id.to_string(), id.to_string())),
                    }
                }
                found.push(list);
                continue;
            }
            let Scope::Ambito(ambito) = servizio.scope else {
                found.push(Vec::new());
                continue;
            };
            let serves = |ix: &&SedeIx| {
                let s = &self.catalog.sedi[**ix];
                s.is_living()
                    && s.types.contains(&servizio.tipologia)
                    && match (&servizio.comuni, s.comune) {
                        (Some(comuni), Some(comune)) => comuni.contains(&comune),
                        _ => true,
                    }
            };
            found.push(self.catalog.ambiti[ambito].sedi.iter().filter(serves).copied().collect());
        }
        for (servizio, sedi) in self.catalog.servizi.iter_mut().zip(found) {
            servizio.sedi = sedi;
        }
        for (layer, id, sede) in dangling {
            self.drop(layer, &id, &format!("la sede «{sede}» non esiste: il riferimento è stato tolto"));
        }
    }
}
