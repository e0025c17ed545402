//! Reporting from the open scheda, and what becomes of reports: the steps, each a list to choose from.
//!
//! Pure: what was chosen comes out as an [`Errand`]. What is offered says
//! [`crate::upkeep::offers`].

use chrono::NaiveDate;

use super::app::{Model, Popup};
use super::listing::push;
use super::message::Effect;
use super::picker::{Choice, ChoiceValue, Picker, Purpose, ReportStep};
use super::words;
use crate::encounter::deed::{Deed, Errand};
use crate::encounter::report::answered;
use crate::lingua::dates::short_date;
use crate::upkeep::offer::{ROLES, TOPICS, shown};
use crate::upkeep::{Draft, Offer, ReviewRow, Topic, fields, offers};

/// Whether something can be reported now.
///
/// # Errors
/// Why not, one Italian sentence.
pub fn available(model: &Model) -> Result<(), &'static str> {
    model.encounter.may_report()?;
    if model.shown_scheda().is_none() { Err(words::NO_SCHEDA_HERE) } else { Ok(()) }
}

fn option(step: ReportStep, label: String) -> Choice {
    Choice::new(ChoiceValue::Report(step), label)
}

fn ask(model: &mut Model, purpose: Purpose, title: &str, options: Vec<Choice>) {
    push(model, Popup::Picker(Picker::new(purpose, title, options)));
}

/// Ctrl-D: what is reported of the open scheda. What others have said comes first: one key confirms it.
pub(super) fn begin(model: &mut Model) {
    let Some(sheet) = model.shown_scheda() else { return };
    let id = sheet.scheda.id.clone();
    let today = model.today();
    let shown = shown(model.catalog(), &sheet.scheda);
    let records = std::iter::once(id.as_str()).chain(shown.iter().map(|(record, _)| record.as_str()));
    let waiting = model.encounter.waiting_about(records);
    let mut options: Vec<Choice> =
        TOPICS.iter().map(|(label, topic)| option(ReportStep::Topic(*topic), (*label).to_owned())).collect();
    options.extend(waiting.into_iter().map(|r| {
        let label = format!("{}{}", words::REPORT_CONFIRM, r.says);
        option(ReportStep::Confirm(r.id.clone()), label).detail(r.in_words(today))
    }));
    let draft = model.encounter.blank_report(&id, Topic::Sbagliato);
    model.errand = Some(Errand::Report(draft));
    ask(model, Purpose::Report, words::REPORT, options);
}

/// A step was chosen; `typed` is what stands in the line.
pub(super) fn chosen(model: &mut Model, step: ReportStep, typed: &str) -> Vec<Effect> {
    match step {
        ReportStep::Topic(topic) => what(model, topic),
        ReportStep::Confirm(id) => {
            model.errand = Some(Errand::Confirm(id, String::new()));
            return send(model);
        }
        ReportStep::What(offer) => return of_offer(model, &offer),
        ReportStep::Other => text(model, words::REPORT_MISSING, words::REPORT_SEND_NOTE),
        ReportStep::Send => return of_text(model, typed),
        ReportStep::Role(role) => {
            model.encounter.workplace.role = Some(role.to_owned());
            return send(model);
        }
        ReportStep::Approvals => {
            let options = waiting(model);
            ask(model, Purpose::Approve, words::APPROVE, options);
        }
        ReportStep::Decide(id) => decide(model, &id),
        ReportStep::Accept(id) => {
            model.errand = Some(Errand::Accept(id, String::new()));
            return send(model);
        }
        ReportStep::Reject(id, why) => return vec![Effect::Outside(Deed::Report(Errand::Reject(id, why.to_owned())))],
    }
    Vec::new()
}

/// Which field or place.
fn what(model: &mut Model, topic: Topic) {
    let Some(sheet) = model.shown_scheda() else { return };
    let offers = offers(model.catalog(), &sheet.scheda, &model.encounter.viewer(), topic);
    // "Indirizzo" of the office and of the service's own place: whose it is, is said.
    let of_several = |offer: &Offer| offers.iter().any(|o| o.label == offer.label && o.place != offer.place);
    let mut options: Vec<Choice> = offers
        .iter()
        .map(|offer| {
            let (hint, detail) = match (offer.value.is_empty(), of_several(offer)) {
                (true, _) => (offer.place.clone(), String::new()),
                (false, false) => (offer.value.clone(), format!("{}: {}", offer.place, offer.value)),
                (false, true) => {
                    (format!("{} – {}", offer.value, offer.place), format!("{}: {}", offer.place, offer.value))
                }
            };
            option(ReportStep::What(offer.clone()), offer.label.clone()).hint(hint).detail(detail).also(&offer.place)
        })
        .collect();
    if topic == Topic::Manca {
        options.push(option(ReportStep::Other, words::REPORT_OTHER.to_owned()));
    }
    if options.is_empty() {
        model.message = Some(words::REPORT_NOTHING.to_owned());
        return;
    }
    if let Some(Errand::Report(draft)) = model.errand.as_mut() {
        draft.topic = topic;
        draft.set.clear();
        draft.sede = None;
    }
    ask(model, Purpose::Report, words::REPORT_WHAT, options);
}

fn of_offer(model: &mut Model, offer: &Offer) -> Vec<Effect> {
    let Some(Errand::Report(draft)) = model.errand.as_mut() else { return Vec::new() };
    *draft = offer.chosen(draft);
    match (draft.topic, offer.field) {
        (Topic::Sbagliato | Topic::Manca, Some(_)) => {
            let missing = draft.topic == Topic::Manca;
            let title =
                format!("{}: {}", offer.label, if missing { words::REPORT_MISSING } else { words::REPORT_VALUE });
            text(model, &title, if missing { "" } else { words::REPORT_SEND_VALUE });
            Vec::new()
        }
        _ => send(model),
    }
}

/// A line to write in.
fn text(model: &mut Model, title: &str, detail: &str) {
    let options = vec![option(ReportStep::Send, words::REPORT_SEND.to_owned()).detail(detail.to_owned())];
    ask(model, Purpose::ReportText, title, options);
}

/// What was typed: the right value, or in words what is missing.
fn of_text(model: &mut Model, typed: &str) -> Vec<Effect> {
    let Some(Errand::Report(draft)) = model.errand.clone() else { return Vec::new() };
    let asked = if draft.topic == Topic::Manca { words::REPORT_MISSING } else { words::REPORT_VALUE };
    let again = |model: &mut Model, why: String| {
        text(model, asked, "");
        if let Some(Popup::Picker(picker)) = model.popups.last_mut() {
            picker.input.insert(typed);
        }
        model.message = Some(why);
        Vec::new()
    };
    if typed.is_empty() && draft.topic == Topic::Manca {
        return again(model, words::REPORT_WRITE.to_owned());
    }
    let draft = answered(draft, typed);
    // What is refused is said while it can still be put right.
    let tried = Draft { by: ROLES.first().copied().unwrap_or_default().to_owned(), ..draft.clone() };
    if let Err(why) = tried.proposals(model.catalog(), model.today()) {
        return again(model, why.0);
    }
    model.errand = Some(Errand::Report(draft));
    send(model)
}

/// Sends the report; where it is not known who reports, that is asked first.
fn send(model: &mut Model) -> Vec<Effect> {
    let Some(errand) = model.errand.take() else { return Vec::new() };
    match model.encounter.signed(errand) {
        Ok(deed) => vec![Effect::Outside(deed)],
        Err(errand) => {
            model.errand = Some(errand);
            let options = ROLES.iter().map(|role| option(ReportStep::Role(role), (*role).to_owned())).collect();
            ask(model, Purpose::Report, words::REPORT_WHO, options);
            Vec::new()
        }
    }
}

/// What waits, as the last entry of the numbers, for whoever may accept it.
pub(super) fn approvals(model: &Model) -> Option<Choice> {
    let waiting = model.encounter.lookup.review.waiting().count();
    let shown = model.encounter.lookup.may_approve && waiting > 0;
    shown.then(|| option(ReportStep::Approvals, words::approve(waiting)))
}

fn waiting(model: &Model) -> Vec<Choice> {
    let today = model.today();
    let rows = model.encounter.lookup.review.waiting();
    rows.map(|row| {
        let name = if row.name.is_empty() { row.record.clone() } else { row.name.clone() };
        option(ReportStep::Decide(row.id.clone()), name).hint(row.in_words(today)).also(&row.record)
    })
    .collect()
}

/// Accept it or not.
fn decide(model: &mut Model, id: &str) {
    let Some(row) = model.encounter.lookup.review.rows.iter().find(|r| r.id == id) else { return };
    let (about, title) = (to_decide(row, model.today()), row.name.clone());
    let id = || row.id.clone();
    let mut options = vec![
        option(ReportStep::Accept(id()), words::APPROVE_ACCEPT.to_owned())
            .detail(words::APPROVE_ACCEPT_DETAIL.to_owned()),
    ];
    options.extend(
        words::APPROVE_REASONS
            .iter()
            .map(|why| option(ReportStep::Reject(id(), why), format!("{}{why}", words::APPROVE_REJECT))),
    );
    push(model, Popup::Picker(Picker { about, ..Picker::new(Purpose::Approve, &title, options) }));
}

/// What is decided on: what the catalogue says, what it would say, by whom; then what else is known.
fn to_decide(row: &ReviewRow, today: NaiveDate) -> Vec<String> {
    let key = row.field.as_deref().unwrap_or_default();
    let label = fields::named(key).map_or(words::REPORT_WHOLE, |f| f.label);
    let said = |v: &serde_json::Value| Some(fields::in_words(key, v)).filter(|s| !s.is_empty());
    let after = match row.topic {
        Topic::Verificato => words::APPROVE_SAME.to_owned(),
        Topic::NonRisponde => row.says.clone(),
        _ => said(&row.after).unwrap_or_else(|| match row.field {
            Some(_) => words::APPROVE_UNKNOWN.to_owned(),
            None => row.says.clone(),
        }),
    };
    let mut by = format!("{} ({})", row.by, short_date(row.on, today));
    for confirmed in &row.confirmed {
        by = format!("{by}, {} ({})", confirmed.by, short_date(confirmed.on, today));
    }
    let before = said(&row.before).unwrap_or_else(|| words::APPROVE_NOTHING.to_owned());
    let mut about = vec![
        format!("{}{label}: {before}", words::APPROVE_BEFORE),
        format!("{}{after}", words::APPROVE_AFTER),
        format!("{}{by}", words::APPROVE_BY),
    ];
    about.extend(row.now.as_ref().and_then(said).map(|now| format!("{}{now}", words::APPROVE_NOW)));
    about.extend(row.note.as_ref().map(|note| format!("{}{note}", words::APPROVE_NOTE)));
    about
}
