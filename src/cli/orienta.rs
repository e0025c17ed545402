//! `sportello orienta`: what a person may be entitled to, with the reasons, and what to ask next.
//!
//! The options become a [`Profile`] that ends with the process: nothing is stored or logged. The shape of the JSON is a
//! promise; keys that do not apply are absent, except `next_question`, which is null where there is nothing to ask.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{json, note};
use super::values;
use crate::catalog::model::Catalog;
use crate::eligibility::{
    self, Assessed, Facts, FieldId, FieldValue, Fit, Isee, Mark, Profile, Question, Reason, Verdict, candidates,
    next_question, rank, written,
};
use crate::encounter::words;
use crate::lingua::amounts::euro;
use crate::lingua::lists::count;
use crate::lingua::sentences::upper_first;
use crate::lingua::signs::glimpse;

/// `orienta`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct Orienta {
    /// Età, in anni compiuti
    #[arg(long, value_name = "ANNI", allow_negative_numbers = true)]
    pub eta: Option<u32>,

    /// ISEE in euro, per esempio 9000 o 9.360,50; oppure «non-ce-l-ha»
    #[arg(long, value_name = "EURO", allow_negative_numbers = true)]
    pub isee: Option<String>,

    /// Condizione della persona, per esempio «non-autosufficiente»; si può ripetere
    #[arg(long, value_name = "CONDIZIONE")]
    pub condizione: Vec<String>,

    /// Condizione che la persona non ha; si può ripetere
    #[arg(long, value_name = "CONDIZIONE")]
    pub senza: Vec<String>,

    /// Quanti minorenni in famiglia, contando i figli che vivono altrove
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub minori: Option<u32>,

    /// Di questi, quanti sotto i 3 anni
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub sotto_3_anni: Option<u32>,

    /// Quante persone di 60 anni o più nel nucleo
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub over_60: Option<u32>,

    /// Quante persone con disabilità nel nucleo
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub con_disabilita: Option<u32>,

    /// Da quanti mesi risiede nella regione
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub mesi_di_residenza: Option<u32>,

    /// Forma: text (testo), json
    #[arg(long, value_name = "FORMA", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: OrientaFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How the orientation is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum OrientaFormat {
    /// For people.
    #[default]
    Text,
    /// One object.
    Json,
}

#[derive(Serialize)]
struct Oriented<'a> {
    profile: UnderstoodProfile<'a>,
    next_question: Option<AskedQuestion<'a>>,
    results: Vec<OrientaRecord<'a>>,
}

/// The profile as it was understood.
#[derive(Serialize)]
struct UnderstoodProfile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comune: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    isee: Option<IseeSaid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minors: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    under_three: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    over_sixty: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_disability: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    conditions: BTreeMap<&'a str, bool>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum IseeSaid {
    Euro(f64),
    Word(&'static str),
}

#[derive(Serialize)]
struct AskedQuestion<'a> {
    field: &'a str,
    text: &'a str,
    settles: usize,
}

#[derive(Serialize)]
struct OrientaRecord<'a> {
    id: String,
    #[serde(rename = "type")]
    tipologia: &'a str,
    name: &'a str,
    scope: &'a str,
    outcome: &'static str,
    /// For whom: "persona", "tutti", "altri" (nothing that was said speaks for it); absent where it does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    fit: Option<&'static str>,
    reasons: Vec<Because>,
}

#[derive(Serialize)]
struct Because {
    requirement: String,
    outcome: &'static str,
    text: String,
}

impl From<Reason> for Because {
    fn from(reason: Reason) -> Self {
        Self { requirement: reason.requirement, outcome: reason.verdict.word(), text: reason.text }
    }
}

/// Assesses what is there for the person and writes it, best first.
///
/// # Errors
/// [`Failure::Use`] for values that the catalogue does not have or where nothing was said of the person,
/// [`Failure::Output`].
pub(super) fn run(asked: &Orienta, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let profile = profile(&desk, asked)?;
    if profile.is_empty() {
        let how = "Di' qualcosa della persona, per esempio: sportello orienta --comune latiano --eta 84.";
        return Err(Failure::Use(how.to_owned()));
    }
    let entries = candidates(&desk.catalog, &profile);
    let ranked = rank(&desk.catalog, &profile, &entries, desk.now.date());
    let question = next_question(&desk.catalog, &profile, &entries, desk.now.date());
    let facts = Facts::of(&desk.catalog, &profile, desk.now.date());
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        OrientaFormat::Json => {
            let results = ranked.iter().filter_map(|a| record(&desk.catalog, &facts, a)).collect();
            let next_question =
                question.as_ref().map(|q| AskedQuestion { field: q.field.word(), text: &q.text, settles: q.settles });
            json(&mut out, desk.style, &Oriented { profile: told(&facts), next_question, results }, true)?;
        }
        OrientaFormat::Text => text(&desk, &facts, &ranked, question.as_ref(), &mut out)?,
    }
    out.flush()?;
    if ranked.is_empty() {
        note("Nessun servizio trovato.");
        return Ok(RunOutcome::Nothing);
    }
    Ok(RunOutcome::Done)
}

/// From what was typed to what it means.
fn profile(desk: &Desk, asked: &Orienta) -> Result<Profile, Failure> {
    let mut profile = Profile { comune: desk.one_comune()?, ..Profile::default() };
    let numbers = [
        (FieldId::Age, "--eta", asked.eta),
        (FieldId::Minors, "--minori", asked.minori),
        (FieldId::UnderThree, "--sotto-3-anni", asked.sotto_3_anni),
        (FieldId::OverSixty, "--over-60", asked.over_60),
        (FieldId::WithDisability, "--con-disabilita", asked.con_disabilita),
        (FieldId::Months, "--mesi-di-residenza", asked.mesi_di_residenza),
    ];
    for (field, option, number) in numbers {
        let Some(n) = number else { continue };
        let most = field.most().unwrap_or_default();
        let believed = u16::try_from(n).ok().filter(|n| *n <= most);
        let said = believed.is_some_and(|n| profile.set(&field, FieldValue::Number(n)));
        if !said {
            return Err(Failure::Use(format!("«{n}» è troppo per «{option}»: al massimo {most}.")));
        }
    }
    if asked.sotto_3_anni.zip(asked.minori).is_some_and(|(small, all)| small > all) {
        return Err(Failure::Use(
            "I bambini sotto i 3 anni sono più dei minorenni: controlla i due numeri.".to_owned(),
        ));
    }
    if let Some(raw) = &asked.isee {
        profile.isee = written::isee(raw).ok_or_else(|| {
            let shown = glimpse(raw, 40);
            Failure::Use(format!(
                "«{shown}» non è un ISEE: scrivi l'importo in euro, per esempio 9000, oppure non-ce-l-ha."
            ))
        })?;
    }
    for (list, yes) in [(&asked.condizione, true), (&asked.senza, false)] {
        for raw in list {
            let id = values::condizione(&desk.catalog, raw).map_err(Failure::Use)?;
            if profile.condition(&id) == Some(!yes) {
                return Err(Failure::Use(format!("«{id}» è scritta sia con «--condizione» sia con «--senza».")));
            }
            profile.set(&FieldId::Condition(id), FieldValue::Answer(yes));
        }
    }
    Ok(profile)
}

fn told<'a>(facts: &'a Facts<'a>) -> UnderstoodProfile<'a> {
    let p = &facts.profile;
    UnderstoodProfile {
        comune: p.comune.map(|ix| facts.catalog.comuni[ix].record.name.as_str()),
        age: p.age,
        isee: match p.isee {
            Isee::Unknown => None,
            Isee::None => Some(IseeSaid::Word("non-ce-l-ha")),
            Isee::Amount(euro) => Some(IseeSaid::Euro(euro)),
        },
        minors: p.household.minors,
        under_three: p.household.under_three,
        over_sixty: p.household.over_sixty,
        with_disability: p.household.with_disability,
        months: p.months,
        conditions: p.conditions().map(|(id, yes)| (id.as_str(), yes)).collect(),
    }
}

fn record<'a>(catalog: &'a Catalog, facts: &Facts<'_>, assessed: &Assessed<'a>) -> Option<OrientaRecord<'a>> {
    let (entry, mark) = (assessed.entry, assessed.mark?);
    Some(OrientaRecord {
        id: entry.id(),
        tipologia: &entry.tipologia.record.id,
        name: entry.name(),
        scope: entry.scope().map_or("tipologia", |s| catalog.scope_id(s)),
        outcome: mark.outcome.word(),
        fit: (mark.outcome != eligibility::Outcome::NonCompatibile).then(|| mark.fit.word()),
        reasons: facts.all_reasons(&entry).into_iter().map(Because::from).collect(),
    })
}

/// The parts one after the other: what is for this person and what is for everybody with what is to be asked, by name only
/// what nothing speaks for, and what does not fit with the requirement that fails.
fn text(
    desk: &Desk,
    facts: &Facts<'_>,
    ranked: &[Assessed<'_>],
    question: Option<&Question>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = desk.style;
    let mut line = |text: &str| writeln!(out, "{}", style.text(text));
    line(&style.bold("Per orientare: decide sempre l'ufficio competente."))?;
    line(&in_short(facts))?;
    if let Some(question) = question {
        let n = question.settles;
        let services = count(n, "servizio", "servizi");
        line(&format!("{} (chiarisce {services})", question.text))?;
    }
    line(SIGNS)?;
    for part in [AnswerPart::Person, AnswerPart::Everybody, AnswerPart::Others, AnswerPart::Denied] {
        let group: Vec<&Assessed> = ranked.iter().filter(|a| a.mark.map(AnswerPart::of) == Some(part)).collect();
        if group.is_empty() {
            continue;
        }
        line("")?;
        line(&style.bold(&part.title(group.len())))?;
        for assessed in group {
            let (entry, Some(mark)) = (&assessed.entry, assessed.mark) else { continue };
            let place = entry.scope().map_or_else(String::new, |s| format!(" – {}", desk.catalog.scope_label(s)));
            line(&format!("{} {}{place}", mark.outcome.sign(), entry.name()))?;
            let status = entry.status(desk.now.date()).map(|s| format!(" · {}", s.label())).unwrap_or_default();
            line(&style.dim(&format!("    {}{status}", entry.id())))?;
            for reason in facts.all_reasons(entry) {
                let shown = match (part, mark.outcome) {
                    (AnswerPart::Others, _) => false,
                    (AnswerPart::Denied, _) => reason.verdict == Verdict::No,
                    (_, eligibility::Outcome::DaVerificare) => reason.verdict == Verdict::NonIndicato,
                    _ => true,
                };
                if shown {
                    line(&format!("    {}", reason.text))?;
                }
            }
        }
    }
    Ok(())
}

/// What the signs before the names mean.
const SIGNS: &str = "+ compatibile  ? da verificare  . requisiti non indicati  - non compatibile";

/// A part of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AnswerPart {
    Person,
    Everybody,
    Others,
    Denied,
}

impl AnswerPart {
    fn of(mark: Mark) -> Self {
        match (mark.outcome, mark.fit) {
            (eligibility::Outcome::NonCompatibile, _) => Self::Denied,
            (_, Fit::Person) => Self::Person,
            (_, Fit::Everybody) => Self::Everybody,
            (_, Fit::Others) => Self::Others,
        }
    }

    fn title(self, n: usize) -> String {
        match self {
            Self::Person => format!("Per questa persona: {n}"),
            Self::Everybody => format!("Per tutti: {n}"),
            Self::Others => format!("{}:", upper_first(&words::others_are(n))),
            Self::Denied => format!("Non compatibili con ciò che è stato detto: {n}"),
        }
    }
}

/// "Latiano, 84 anni, ISEE 9.000 euro, non autosufficiente."
pub(super) fn in_short(facts: &Facts<'_>) -> String {
    let (catalog, p) = (facts.catalog, &facts.profile);
    let mut said: Vec<String> = Vec::new();
    said.extend(p.comune.map(|ix| catalog.comuni[ix].record.name.to_string()));
    said.extend(p.age.map(|age| count(usize::from(age), "anno", "anni")));
    match p.isee {
        Isee::Unknown => {}
        Isee::None => said.push("senza ISEE".to_owned()),
        Isee::Amount(amount) => said.push(format!("ISEE {}", euro(amount))),
    }
    let counted = [FieldId::Minors, FieldId::UnderThree, FieldId::OverSixty, FieldId::WithDisability, FieldId::Months];
    for field in counted {
        if let Some(FieldValue::Number(n)) = p.get(&field) {
            said.push(format!("{}: {n}", field.label(catalog).to_lowercase()));
        }
    }
    for (id, yes) in p.conditions() {
        let label = FieldId::Condition(id.clone()).label(catalog);
        said.push(if yes { label } else { format!("non: {label}") });
    }
    format!("Detto: {}.", said.join(", "))
}
