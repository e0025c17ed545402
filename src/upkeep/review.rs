//! The reports held against the catalogue: which are the same, which still ask for something, what each would change.
//!
//! Pure: the reports, the catalogue and the day come in; rows and corrections come out.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::fields;
use super::proposal::{LAPSES, Proposal, Topic};
use crate::catalog::correzioni::{Action, Audit, CorrectionSubject, Correzione};
use crate::catalog::model::{Catalog, SedeIx, ServizioIx};
use crate::catalog::record::Source;
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, PartialDate, Stato, closed_list};
use crate::lingua::dates::short_date;

closed_list! {
    /// How a report stands.
    State {
        /// It waits.
        Aperta = "aperta";
        /// What it speaks of has changed since, or is gone.
        InConflitto = "in-conflitto";
        /// Nobody has confirmed it for too long.
        Scaduta = "scaduta";
    }
}

/// Who said the same again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// A role.
    pub by: Text,
    /// On which day.
    pub on: PartialDate,
}

/// A report, however many desks have made it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewRow {
    /// Identifier of the first.
    pub id: String,
    /// What is reported.
    pub topic: Topic,
    /// The record.
    pub record: String,
    /// Its name, where there is such a record.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The field; absent where the whole record is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What the desk read; where the rest of a list has changed since, that list.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub before: Value,
    /// What is right; absent where nobody knows.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub after: Value,
    /// What stands there now, where that is neither of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
    /// Who reported it first: a role.
    pub by: String,
    /// On which day.
    pub on: PartialDate,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it stands.
    pub state: State,
    /// Who said the same since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<Confirmation>,
    /// What is said of it on the scheda.
    pub says: String,
    /// The record is not in the catalogue.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// It is a correction that was accepted once, and what lies underneath has changed since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
    /// Every report that it stands for.
    #[serde(skip)]
    pub proposals: Vec<Proposal>,
}

impl ReviewRow {
    /// Whether an identifier means this row.
    pub fn is(&self, id: &str) -> bool {
        self.id == id || self.proposals.iter().any(|p| p.id.as_str() == id)
    }

    /// Whether its record is of an ambito, by the ambito's identifier.
    pub fn is_of(&self, catalog: &Catalog, ambito: &str) -> bool {
        match CorrectionSubject::of(&self.record) {
            Some(CorrectionSubject::Servizio(id) | CorrectionSubject::Sede(id)) => id.scope() == ambito,
            Some(CorrectionSubject::Ambito(id)) => id.as_str() == ambito,
            Some(CorrectionSubject::Comune(istat)) => {
                let comune = catalog.find_comune(&istat).map(|ix| &catalog.comuni[ix]);
                comune.is_some_and(|c| catalog.find_ambito(ambito) == Some(c.ambito))
            }
            _ => false,
        }
    }

    /// Who said it last, and when: what a check counts from.
    fn last(&self) -> (Text, PartialDate) {
        self.confirmed.last().map_or_else(|| (Text::new(&self.by), self.on), |c| (c.by.clone(), c.on))
    }

    /// "segnalato il 28/11: il numero non risponde – da confermare".
    pub fn in_words(&self, today: NaiveDate) -> String {
        let again = match self.confirmed.len() {
            0 => String::new(),
            n => format!(" ({} segnalazioni)", n + 1),
        };
        let on = short_date(self.on, today);
        match self.state {
            State::InConflitto if self.accepted => {
                let field = self.field.as_deref().unwrap_or_default();
                let now = self.now.as_ref().map(|v| fields::in_words(field, v)).unwrap_or_default();
                let now = if now.is_empty() { "niente".to_owned() } else { format!("«{now}»") };
                let label = fields::named(field).map_or(field, |f| f.label);
                format!("in conflitto – {label}: corretto il {on}, il catalogo nuovo dice {now}")
            }
            _ => format!("segnalato il {on}{again}: {} – da confermare", self.says),
        }
    }
}

/// All reports that ask for something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// The rows, oldest first.
    pub rows: Vec<ReviewRow>,
    by_record: HashMap<String, Vec<usize>>,
}

impl Review {
    /// Holds reports against the catalogue. What was accepted or has come true meanwhile is no row.
    pub fn of<'p>(catalog: &Catalog, proposals: impl Iterator<Item = &'p Proposal>, today: NaiveDate) -> Self {
        let settled: HashSet<&str> = catalog
            .correzioni
            .iter()
            .flat_map(|c| &c.record.reports)
            .map(super::super::catalog::values::Slug::as_str)
            .collect();
        let mut matters: BTreeMap<_, Vec<&Proposal>> = BTreeMap::new();
        for proposal in proposals.filter(|p| !settled.contains(p.id.as_str())) {
            matters.entry(proposal.matter()).or_default().push(proposal);
        }
        // Made for the first report: most desks have none when they begin.
        let index = LazyCell::new(|| ReviewIndex::of(catalog));
        let mut rows: Vec<ReviewRow> = matters.into_values().filter_map(|all| row(&index, all, today)).collect();
        rows.extend(conflicts(catalog));
        rows.sort_by(|a, b| (a.on.earliest(), &a.id).cmp(&(b.on.earliest(), &b.id)));
        let mut by_record: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_record.entry(row.record.clone()).or_default().push(at);
        }
        Self { rows, by_record }
    }

    /// What waits for one record: not what has lapsed.
    pub fn about<'r>(&'r self, record: &str) -> impl Iterator<Item = &'r ReviewRow> + use<'r> {
        let at = self.by_record.get(record).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|at| self.rows.get(*at)).filter(|r| r.state != State::Scaduta)
    }

    /// What waits at all.
    pub fn waiting(&self) -> impl Iterator<Item = &ReviewRow> {
        self.rows.iter().filter(|r| r.state != State::Scaduta)
    }
}

/// The records of a catalogue by identifier.
struct ReviewIndex<'c> {
    catalog: &'c Catalog,
    servizi: HashMap<&'c str, ServizioIx>,
    sedi: HashMap<&'c str, SedeIx>,
}

impl<'c> ReviewIndex<'c> {
    fn of(catalog: &'c Catalog) -> Self {
        let servizi = catalog.servizi.pairs().map(|(ix, s)| (s.id.as_str(), ix)).collect();
        let sedi = catalog.sedi.pairs().map(|(ix, s)| (s.record.id.as_str(), ix)).collect();
        Self { catalog, servizi, sedi }
    }

    fn record(&self, id: &str) -> Option<Value> {
        match CorrectionSubject::of(id)? {
            CorrectionSubject::Servizio(_) => fields::servizio(self.catalog, *self.servizi.get(id)?),
            CorrectionSubject::Sede(_) => fields::sede(self.catalog, *self.sedi.get(id)?),
            subject => fields::record(self.catalog, &subject),
        }
    }

    fn name(&self, id: &str) -> String {
        let name = CorrectionSubject::of(id).and_then(|subject| match subject {
            CorrectionSubject::Sede(_) => Some(self.catalog.sedi[*self.sedi.get(id)?].record.name.to_string()),
            CorrectionSubject::Servizio(_) => Some(self.catalog.entry(*self.servizi.get(id)?).name().to_owned()),
            subject => fields::name(self.catalog, &subject),
        });
        name.unwrap_or_default()
    }
}

fn row(index: &ReviewIndex<'_>, mut all: Vec<&Proposal>, today: NaiveDate) -> Option<ReviewRow> {
    all.sort_by(|a, b| (a.on.earliest(), &a.id).cmp(&(b.on.earliest(), &b.id)));
    let (first, later) = all.split_first()?;
    let record = index.record(&first.record);
    let field = first.field.as_deref();
    let is_new = field == Some(fields::NEW_SEDE);
    // Where a secret place is, is not even said to be proposed.
    let tells = |value: &Value| {
        let place = value.as_object().filter(|place| fields::is_secret(index.catalog, place));
        place.is_some_and(|place| fields::WHERE.iter().any(|key| place.contains_key(*key)))
    };
    let of_secret = record.as_ref().and_then(Value::as_object).is_some_and(|r| fields::is_secret(index.catalog, r));
    if (is_new && tells(&first.after)) || (of_secret && field.is_some_and(|f| fields::WHERE.contains(&f))) {
        return None;
    }
    let current = record.as_ref().zip(field).map(|(r, f)| r.get(f).cloned().unwrap_or_default()).unwrap_or_default();
    let same = |a: &Value, b: &Value| fields::same(field.unwrap_or_default(), a, b);
    // Of a list only what is reported changes, whatever became of the rest since.
    let carried = all.iter().find_map(|p| fields::carried(field?, &p.before, &p.after, &current));
    let before = carried.as_ref().map_or(&first.before, |_| &current).clone();
    let after = carried.as_ref().unwrap_or(&first.after);
    let gone = record.is_none() && !is_new;
    let settled = match first.topic {
        Topic::Chiuso => {
            record.as_ref().and_then(|r| r.get("status")).and_then(Value::as_str) == Some(Stato::Storico.word())
        }
        Topic::Verificato | Topic::NonRisponde => false,
        Topic::Sbagliato | Topic::Manca if is_new => record.is_some(),
        Topic::Sbagliato | Topic::Manca if field.is_none() => false,
        // Nobody knew the right one, and it is another one now; or the right one stands there.
        Topic::Sbagliato | Topic::Manca if first.after.is_null() => !same(&current, &first.before),
        Topic::Sbagliato | Topic::Manca => same(&current, after),
    };
    if settled && !gone {
        return None;
    }
    // The latest desk saw what it confirmed: where that stands there now, nothing has changed.
    let changed = field.is_some() && !is_new && carried.is_none() && all.iter().all(|p| !same(&current, &p.before));
    let newest = all.iter().map(|p| p.on.latest()).max()?;
    let state = if (today - newest).num_days() > LAPSES {
        State::Scaduta
    } else if gone || changed {
        State::InConflitto
    } else {
        State::Aperta
    };
    Some(ReviewRow {
        id: first.id.to_string(),
        topic: first.topic,
        record: first.record.to_string(),
        name: index.name(&first.record),
        field: field.map(str::to_owned),
        before,
        after: after.clone(),
        now: (changed && !gone).then_some(current),
        by: first.by.to_string(),
        on: first.on,
        note: first.note.as_ref().map(ToString::to_string),
        state,
        confirmed: later.iter().map(|p| Confirmation { by: p.by.clone(), on: p.on }).collect(),
        says: first.sentence(),
        gone,
        accepted: false,
        proposals: all.into_iter().cloned().collect(),
    })
}

/// Corrections under which the catalogue has changed.
fn conflicts(catalog: &Catalog) -> impl Iterator<Item = ReviewRow> {
    catalog.correzioni.iter().flat_map(move |applied| {
        let c = &applied.record;
        applied.conflicts.iter().map(move |(field, now)| {
            let audit = c.audit.iter().find(|a| a.field_name == *field);
            ReviewRow {
                id: c.id.to_string(),
                topic: Topic::Sbagliato,
                record: c.record.to_string(),
                name: CorrectionSubject::of(&c.record).and_then(|s| fields::name(catalog, &s)).unwrap_or_default(),
                field: Some(field.to_string()),
                before: audit.map(|a| a.previous_value.clone()).unwrap_or_default(),
                after: audit.map(|a| a.replacement_value.clone()).unwrap_or_default(),
                now: Some(now.clone()),
                by: audit.map_or_else(|| c.by.to_string(), |a| a.updated_by.to_string()),
                on: c.on,
                note: c.why.as_ref().map(ToString::to_string),
                state: State::InConflitto,
                confirmed: Vec::new(),
                says: String::new(),
                gone: false,
                accepted: true,
                proposals: Vec::new(),
            }
        })
    })
}

/// The correction that accepting a row makes, by a role on a day. `None` where it changes nothing: a free text that is
/// read and done with.
///
/// # Errors
/// Why it cannot be accepted, an Italian clause.
#[allow(clippy::too_many_lines)] // each kind of report has its own few lines
pub fn accept(catalog: &Catalog, row: &ReviewRow, by: &str, today: NaiveDate) -> Result<Option<Correzione>, String> {
    let subject = CorrectionSubject::of(&row.record).ok_or("il record non si capisce")?;
    if row.gone {
        return Err("il record non c'è più".to_owned());
    }
    if row.state == State::Scaduta {
        return Err("è scaduta: va segnalata di nuovo".to_owned());
    }
    if row.accepted {
        return renewed(catalog, row, by).map(Some);
    }
    let field = row.field.as_deref();
    let is_new = field == Some(fields::NEW_SEDE);
    let below =
        if is_new { json!({ "id": row.record }) } else { fields::record(catalog, &subject).unwrap_or_default() };
    let (who, said) = row.last();
    // What a register says was so on the register's day.
    let of_source = row.proposals.iter().filter_map(|p| p.source.as_ref()).filter_map(|s| s.date).max();
    let when = of_source.unwrap_or(said);
    let check = json!({ "on": when, "by": who });
    let mut patch = Map::new();
    let mut audit = Vec::new();
    let mut confirmed = false;
    let mut audited = |name: &str, after: Value, action: Action| {
        let previous = below.get(name).cloned().unwrap_or_default();
        let action = if previous.is_null() && action == Action::Update { Action::Create } else { action };
        audit.push(Audit {
            field_name: Text::new(name),
            previous_value: previous,
            replacement_value: after,
            updated_by: who.clone(),
            last_action_date: when,
            last_action_type: action,
        });
    };
    match (row.topic, field) {
        (Topic::NonRisponde, _) => {
            return Err(
                "che non rispondano non cambia il catalogo: si richiama, o si segnala il numero sbagliato".to_owned()
            );
        }
        (Topic::Chiuso, _) => {
            patch.insert("status".to_owned(), json!(Stato::Storico));
            audited("status", json!(Stato::Storico), Action::Update);
        }
        (Topic::Verificato, None) => {
            patch.insert("checked".to_owned(), json!(when));
            patch.insert("checked_by".to_owned(), json!(who));
            // Somebody has asked and was told that it is there: no longer what a norm alone requires.
            confirmed = matches!(subject, CorrectionSubject::Servizio(_));
            if confirmed && below.get("status").is_none() {
                patch.insert("status".to_owned(), json!(Stato::Attivo));
            }
            audited("checked", json!(when), Action::Verify);
        }
        (Topic::Verificato, Some(name)) => {
            patch.insert("checks".to_owned(), json!({ name: check }));
            audited(name, below.get(name).cloned().unwrap_or_default(), Action::Verify);
        }
        (_, None) => return Ok(None),
        (_, Some(fields::NEW_SEDE)) => {
            let mut new = row.after.as_object().cloned().ok_or("non dice quale sede")?;
            let allowed = ["id", "name", "kind", "types", "comune", "riservato"];
            if let Some(odd) = new.keys().find(|k| !allowed.contains(&k.as_str()) && fields::named(k).is_none()) {
                return Err(format!("«{odd}» non si può proporre"));
            }
            if fields::is_secret(catalog, &new) {
                new.insert("riservato".to_owned(), json!(true));
            }
            let checks: Map<String, Value> = new
                .keys()
                .filter(|k| *k != "name" && fields::named(k).is_some())
                .map(|k| (k.clone(), check.clone()))
                .collect();
            let title = format!("Segnalazione: {who}");
            let source = row.proposals.first().and_then(|p| p.source.clone());
            let source = source.map_or_else(|| json!({ "title": title, "date": when }), |s| json!(s));
            new.insert("sources".to_owned(), json!([source]));
            new.insert("checks".to_owned(), Value::Object(checks));
            patch = new;
        }
        (_, Some(name)) => {
            let after = row.after.clone();
            let check = if after.is_null() { Value::Null } else { check };
            patch.insert("checks".to_owned(), json!({ name: check }));
            if name == "hours_source" {
                // Hours in people's words beside others that a program reads would be two answers.
                patch.insert("hours".to_owned(), Value::Null);
            }
            audited(name, after.clone(), Action::Update);
            patch.insert(name.to_owned(), after);
        }
    }
    if !is_new && let Some(owed) = fields::owed(catalog, &subject) {
        patch.extend(owed);
        if confirmed {
            patch.insert("basis".to_owned(), json!(Basis::Piano));
        }
    }
    // The identifier stands in the correction already.
    let whole = Value::Object(patch.clone());
    fields::check(&subject, &below, &whole)?;
    let ids = row.proposals.iter().map(|p| p.id.clone()).collect();
    let source: Option<Source> = row.proposals.iter().find_map(|p| p.source.clone());
    Ok(Some(Correzione {
        id: row.proposals.first().map(|p| p.id.clone()).ok_or("non c'è più")?,
        record: Text::new(&row.record),
        patch,
        audit,
        by: Text::new(by),
        on: PartialDate::from_day(today),
        turn: turn(catalog, &row.record, today),
        why: row.note.as_deref().map(Text::new),
        source,
        reports: ids,
        withdrawn: None,
    }))
}

/// After every correction of the same record that was accepted today.
fn turn(catalog: &Catalog, record: &str, today: NaiveDate) -> u32 {
    let on = PartialDate::from_day(today);
    let before = catalog.correzioni.iter().map(|c| &c.record).filter(|c| c.record.as_str() == record && c.on == on);
    before.map(|c| c.turn.saturating_add(1)).max().unwrap_or(0)
}

/// What accepting a row takes the place of, where the desk had read something else: an Italian sentence.
pub fn replaced(row: &ReviewRow) -> Option<String> {
    let now = row.now.as_ref().filter(|_| !row.accepted)?;
    let field = row.field.as_deref()?;
    let said = |value: &Value| {
        let words = fields::in_words(field, value);
        if words.is_empty() { "niente".to_owned() } else { format!("«{words}»") }
    };
    Some(format!(
        "Era in conflitto: chi ha segnalato leggeva {}. Al posto di {} adesso vale {}.",
        said(&row.before),
        said(now),
        said(&row.after)
    ))
}

/// A correction once more, over what lies underneath now. It keeps its place: what was accepted after it goes on winning.
fn renewed(catalog: &Catalog, row: &ReviewRow, by: &str) -> Result<Correzione, String> {
    let applied =
        catalog.correzioni.iter().find(|c| c.record.id.as_str() == row.id).ok_or("la correzione non c'è più")?;
    let mut record = applied.record.clone();
    for (field, now) in &applied.conflicts {
        for audit in record.audit.iter_mut().filter(|a| a.field_name == *field) {
            audit.previous_value.clone_from(now);
        }
    }
    record.by = Text::new(by);
    Ok(record)
}
