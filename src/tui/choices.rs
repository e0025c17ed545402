//! What the pickers offer: places, target groups, areas, numbers, related services, each with its count.

use chrono::NaiveDate;

use super::app::Model;
use super::picker::{Choice, Picker, Purpose, Value};
use super::{browse, words};
use crate::catalog::model::{Catalog, Entry};
use crate::catalog::record::NumeroUtile;
use crate::catalog::values::Stato;
use crate::search::{Facet, Place};

/// Tipologie whose local desks stand among the numbers.
const URGENT_TYPES: [&str; 2] = ["pronto-intervento-sociale", "centro-antiviolenza"];

/// Numbers that stand before all others, in the order of dialling.
const FIRST_DIALLED: [&str; 2] = ["112", "118"];

/// Most local desks of one kind that stand among the numbers; the others are one search away.
const URGENT_EACH: usize = 2;

/// The desk's comune, asked at the first start.
pub fn first_place(model: &Model) -> Picker {
    // "In quale comune": an ambito is no answer to that.
    let options = place_options(model).into_iter().filter(|c| !matches!(c.value, Value::Ambito(_)));
    Picker::new(Purpose::FirstPlace, words::FIRST_PLACE, options.collect())
}

/// The place of this encounter.
pub fn place(model: &Model) -> Picker {
    let mut options = place_options(model);
    if model.place != model.desk && !matches!(model.place, Some(Place::Ambito(_))) {
        let label = words::make_desk(&model.place_label(model.place));
        options.insert(0, Choice::new(Value::MakeDesk, label));
    }
    Picker::new(Purpose::Place, words::PLACE, options)
}

fn place_options(model: &Model) -> Vec<Choice> {
    let catalog = model.catalog();
    let facets = &model.answer.facets;
    let counts = |facets: &[u32], otherwise: fn(&Catalog) -> Vec<u32>| {
        if model.is_home() || facets.is_empty() { otherwise(catalog) } else { facets.to_vec() }
    };
    // Facets hold every option, in the catalogue's order.
    let by_ambito = counts(&facets.ambiti.iter().map(|f| f.count).collect::<Vec<_>>(), browse::ambiti);
    let by_comune = counts(&facets.comuni.iter().map(|f| f.count).collect::<Vec<_>>(), browse::comuni);
    let whole = Choice::new(Value::WholeRegion, words::whole_region(&catalog.regione.name));
    let mut options = vec![whole.chosen(model.place.is_none() && model.desk.is_some())];
    options.extend(catalog.comuni.pairs().map(|(ix, comune)| {
        let hint = words::ambito_hint(&catalog.ambiti[comune.ambito].record.short);
        Choice::new(Value::Comune(ix), comune.record.name.to_string())
            .also(&comune.record.cap)
            .hint(hint)
            .count(by_comune.get(ix.at()).copied())
            .chosen(model.place == Some(Place::Comune(ix)))
    }));
    options.extend(catalog.ambiti.pairs().map(|(ix, a)| {
        Choice::new(Value::Ambito(ix), words::ambito_of(&a.record.short))
            .count(by_ambito.get(ix.at()).copied())
            .chosen(model.place == Some(Place::Ambito(ix)))
    }));
    options
}

/// Target groups.
pub fn targets(model: &Model) -> Picker {
    let catalog = model.catalog();
    let mut options =
        vec![Choice::new(Value::AllTargets, words::ALL_TARGETS.to_owned()).chosen(model.targets.is_empty())];
    options.extend(catalog.destinatari.pairs().map(|(ix, d)| {
        Choice::new(Value::Target(ix), d.label.to_string())
            .also(&d.synonyms.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" "))
            .count(count_of(&model.answer.facets.targets, ix))
            .chosen(model.targets.contains(&ix))
    }));
    Picker::new(Purpose::Targets, words::TARGETS, options)
}

/// Areas.
pub fn area(model: &Model) -> Picker {
    let catalog = model.catalog();
    let home = browse::areas(catalog, model.place).0;
    let mut options = vec![Choice::new(Value::AllAreas, words::ALL_AREAS.to_owned()).chosen(model.areas.is_empty())];
    options.extend(catalog.aree.pairs().map(|(ix, a)| {
        let counted = if model.is_home() { Some(home[ix]) } else { count_of(&model.answer.facets.areas, ix) };
        Choice::new(Value::Area(ix), a.short.to_string())
            .also(&a.label)
            .count(counted)
            .chosen(model.areas.contains(&ix))
            .detail(a.description.to_string())
    }));
    Picker::new(Purpose::Area, words::AREA, options)
}

/// Numbers to call, in the order of [`calls`]. The number stands first: where a row is cut, it is the name that is.
pub fn numeri(model: &Model) -> Picker {
    let catalog = model.catalog();
    let calls = calls(catalog, model.place_now(), model.today());
    let options = calls.into_iter().filter_map(|call| match call {
        Call::Numero(at) => {
            let numero = catalog.numeri.get(at)?;
            let keywords = numero.keywords.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ");
            Some(
                Choice::new(Value::Numero(at), format!("{} {}", numero.number, numero.name))
                    .hint(hours(numero))
                    .also(&keywords)
                    .also(&numero.purpose)
                    .detail(numero.purpose.to_string()),
            )
        }
        Call::Local(phone, entry) => {
            let number = phone.as_deref().unwrap_or(words::NO_NUMBER);
            Some(
                Choice::new(Value::Scheda(entry.id()), format!("{number} {}", entry.name()))
                    .hint(entry.scope().map(|s| catalog.scope_label(s)).unwrap_or_default())
                    .also(&entry.acronyms().iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" "))
                    .detail(entry.summary().to_owned()),
            )
        }
    });
    let waiting = super::report::approvals(model);
    Picker::new(Purpose::Numeri, words::NUMERI, options.chain(waiting).collect())
}

/// Somebody to call.
pub enum Call<'a> {
    /// Position in the catalogue's numbers.
    Numero(usize),
    /// An ambito's own urgent service, and its telephone where one is known.
    Local(Option<String>, Entry<'a>),
}

/// Everybody to call from a place, in the order of dialling: 112 and 118, the ambito's own urgent services, the other
/// numbers, urgent ones first; last of all the services that nobody knows a number of.
pub fn calls(catalog: &Catalog, place: Option<Place>, today: NaiveDate) -> Vec<Call<'_>> {
    let numeri = numeri_in_order(catalog);
    let is_first = |at: &usize| catalog.numeri.get(*at).is_some_and(|n| dialled(n) < FIRST_DIALLED.len());
    let (first, others): (Vec<usize>, Vec<usize>) = numeri.into_iter().partition(is_first);
    let (known, unknown): (Vec<_>, Vec<_>) =
        urgent_here(catalog, place, today).into_iter().partition(|(phone, _)| phone.is_some());
    let local = |(phone, entry)| Call::Local(phone, entry);
    let first = first.into_iter().map(Call::Numero).chain(known.into_iter().map(local));
    first.chain(others.into_iter().map(Call::Numero)).chain(unknown.into_iter().map(local)).collect()
}

/// The ambito's own urgent services at a place, each with its telephone where one is known.
fn urgent_here(catalog: &Catalog, place: Option<Place>, today: NaiveDate) -> Vec<(Option<String>, Entry<'_>)> {
    let here = place.map(|p| browse::ambito_of(catalog, p));
    let servizi = here.map(|ix| catalog.ambiti[ix].servizi.as_slice()).unwrap_or_default();
    let mut urgent = Vec::new();
    for slug in URGENT_TYPES {
        let here = servizi.iter().filter_map(|ix| catalog.entry(*ix)).filter(|e| {
            let stato = e.status(today);
            e.tipologia.record.id.as_str() == slug && !matches!(stato, Some(Stato::Storico | Stato::Programmato))
        });
        let mut here: Vec<_> = here.map(|e| (phone(catalog, place, e), e)).collect();
        here.sort_by_key(|(phone, _)| phone.is_none());
        urgent.extend(here.into_iter().take(URGENT_EACH));
    }
    urgent
}

/// The catalogue's numbers as positions: 112, 118, the other urgent ones, the rest.
pub fn numeri_in_order(catalog: &Catalog) -> Vec<usize> {
    let mut order: Vec<usize> = (0..catalog.numeri.len()).collect();
    order.sort_by_key(|at| catalog.numeri.get(*at).map(|n| (dialled(n), !n.urgent)));
    order
}

/// Where a number stands among those that are dialled before all others; past their end for any other.
fn dialled(numero: &NumeroUtile) -> usize {
    FIRST_DIALLED.iter().position(|n| *n == numero.number.as_str()).unwrap_or(FIRST_DIALLED.len())
}

/// The first telephone of a servizio: of its sede in the chosen comune if there is one.
fn phone(catalog: &Catalog, place: Option<Place>, entry: Entry<'_>) -> Option<String> {
    let sedi = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
    let mut sedi: Vec<_> = catalog
        .sedi
        .each(sedi)
        .filter(|s| s.record.status != Some(Stato::Storico) && !s.record.phones.is_empty())
        .collect();
    let here = if let Some(Place::Comune(ix)) = place { Some(ix) } else { None };
    sedi.sort_by_key(|s| here.is_none() || s.comune != here);
    sedi.first().and_then(|s| s.record.phones.first()).map(ToString::to_string)
}

/// When a number answers, in words; empty where no source says it.
pub fn hours(numero: &NumeroUtile) -> String {
    match (&numero.hours, &numero.hours_source) {
        (Some(hours), _) if hours.as_str() == "24/7" => words::AROUND_THE_CLOCK.to_owned(),
        (_, Some(said)) => said.to_string(),
        _ => String::new(),
    }
}

/// The related services of the open scheda.
pub fn links(model: &Model) -> Picker {
    let links = model.shown_scheda().map(|s| s.scheda.links.as_slice()).unwrap_or_default();
    let mut options: Vec<Choice> =
        links.iter().map(|l| Choice::new(Value::Scheda(l.id.clone()), l.title.clone())).collect();
    let open = model.shown_scheda().map(|s| s.scheda.id.as_str());
    let ambito = model.ambito_now().filter(|id| open != Some(id.as_str()));
    let short = ambito.as_ref().and_then(|id| {
        let ix = model.catalog().find_ambito(id.trim_start_matches("ambito/"))?;
        Some(model.catalog().ambiti[ix].record.short.to_string())
    });
    if let (Some(id), Some(short)) = (ambito, short) {
        options.push(Choice::new(Value::Scheda(id), words::ambito_of(&short)).hint(words::AMBITO_HINT.to_owned()));
    }
    Picker::new(Purpose::Links, words::LINKS, options)
}

/// The count of one option of a facet.
pub fn count_of<T: PartialEq + Copy>(facets: &[Facet<T>], value: T) -> Option<u32> {
    facets.iter().find(|f| f.value == value).map(|f| f.count)
}
