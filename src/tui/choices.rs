//! What the pickers offer: places, target groups, areas, numbers, related services, each with its count.

use super::app::Model;
use super::picker::{Choice, ChoiceValue, Picker, Purpose};
use super::words;
use crate::catalog::table::Table;
use crate::encounter::calls::{ToCall, calls};
use crate::encounter::place;
use crate::search::{Facet, Place};

/// The desk's comune, asked at the first start.
pub fn first_place(model: &Model) -> Picker {
    // "In quale comune": an ambito is no answer to that.
    let options = place_options(model).into_iter().filter(|c| !matches!(c.value, ChoiceValue::Ambito(_)));
    Picker::new(Purpose::FirstPlace, words::FIRST_PLACE, options.collect())
}

/// The place of this encounter.
pub fn place(model: &Model) -> Picker {
    let mut options = place_options(model);
    if model.encounter.request.place != model.encounter.workplace.place
        && !matches!(model.encounter.request.place, Some(Place::Ambito(_)))
    {
        let label = words::make_desk(&model.place_label(model.encounter.request.place));
        options.insert(0, Choice::new(ChoiceValue::MakeDesk, label));
    }
    Picker::new(Purpose::Place, words::PLACE, options)
}

fn place_options(model: &Model) -> Vec<Choice> {
    let catalog = model.catalog();
    let facets = Some(&model.encounter.answer.facets).filter(|_| !model.is_home());
    let by_ambito = counted(facets.map(|f| f.ambiti.as_slice()), || place::ambiti(catalog));
    let by_comune = counted(facets.map(|f| f.comuni.as_slice()), || place::comuni(catalog));
    let whole = Choice::new(ChoiceValue::WholeRegion, words::whole_region(&catalog.regione.name));
    let mut options =
        vec![whole.chosen(model.encounter.request.place.is_none() && model.encounter.workplace.place.is_some())];
    options.extend(catalog.comuni.pairs().map(|(ix, comune)| {
        let hint = words::ambito_hint(&catalog.ambiti[comune.ambito].record.short);
        Choice::new(ChoiceValue::Comune(ix), comune.record.name.to_string())
            .also(&comune.record.cap)
            .hint(hint)
            .count(Some(by_comune[ix]))
            .chosen(model.encounter.request.place == Some(Place::Comune(ix)))
    }));
    options.extend(catalog.ambiti.pairs().map(|(ix, a)| {
        Choice::new(ChoiceValue::Ambito(ix), words::ambito_of(&a.record.short))
            .count(Some(by_ambito[ix]))
            .chosen(model.encounter.request.place == Some(Place::Ambito(ix)))
    }));
    options
}

/// Facets as counts: they hold every option, in the catalogue's order, or none.
fn counted<Ix>(facets: Option<&[Facet<Ix>]>, otherwise: impl FnOnce() -> Table<Ix, u32>) -> Table<Ix, u32> {
    match facets {
        None | Some([]) => otherwise(),
        Some(all) => all.iter().map(|f| f.count).collect::<Vec<_>>().into(),
    }
}

/// Target groups.
pub fn targets(model: &Model) -> Picker {
    let catalog = model.catalog();
    let mut options = vec![
        Choice::new(ChoiceValue::AllTargets, words::ALL_TARGETS.to_owned())
            .chosen(model.encounter.request.targets.is_empty()),
    ];
    options.extend(catalog.destinatari.pairs().map(|(ix, d)| {
        Choice::new(ChoiceValue::Target(ix), d.label.to_string())
            .also(&d.synonyms.join(" "))
            .count(count_of(&model.encounter.answer.facets.targets, ix))
            .chosen(model.encounter.request.targets.contains(&ix))
    }));
    Picker::new(Purpose::Targets, words::TARGETS, options)
}

/// Areas.
pub fn area(model: &Model) -> Picker {
    let catalog = model.catalog();
    let home = place::areas(catalog, model.encounter.request.place).0;
    let mut options = vec![
        Choice::new(ChoiceValue::AllAreas, words::ALL_AREAS.to_owned())
            .chosen(model.encounter.request.areas.is_empty()),
    ];
    options.extend(catalog.aree.pairs().map(|(ix, a)| {
        let counted = if model.is_home() { Some(home[ix]) } else { count_of(&model.encounter.answer.facets.areas, ix) };
        Choice::new(ChoiceValue::Area(ix), a.short.to_string())
            .also(&a.label)
            .count(counted)
            .chosen(model.encounter.request.areas.contains(&ix))
            .detail(a.description.to_string())
    }));
    Picker::new(Purpose::Area, words::AREA, options)
}

/// Numbers to call, in the order of [`calls()`]. The number stands first: where a row is cut, it is the name that is.
pub fn numeri(model: &Model) -> Picker {
    let catalog = model.catalog();
    let calls = calls(catalog, model.encounter.place_now(), model.today());
    let options = calls.into_iter().map(|call| {
        let [number, name, beside] = call.said(catalog);
        let (value, words, detail) = match call {
            ToCall::Numero(at, n) => {
                (ChoiceValue::Numero(at), format!("{} {}", n.keywords.join(" "), n.purpose), n.purpose.as_str())
            }
            ToCall::Local(_, entry) => (ChoiceValue::Scheda(entry.id()), entry.acronyms().join(" "), entry.summary()),
        };
        Choice::new(value, format!("{number} {name}")).hint(beside).also(&words).detail(detail.to_owned())
    });
    let waiting = super::report::approvals(model);
    Picker::new(Purpose::Numeri, words::NUMERI, options.chain(waiting).collect())
}

/// The related services of the open scheda.
pub fn links(model: &Model) -> Picker {
    let links = model.shown_scheda().map(|s| s.scheda.links.as_slice()).unwrap_or_default();
    let mut options: Vec<Choice> =
        links.iter().map(|l| Choice::new(ChoiceValue::Scheda(l.id.clone()), l.title.clone())).collect();
    let open = model.shown_scheda().map(|s| s.scheda.id.as_str());
    let ambito = model.ambito_now().filter(|id| open != Some(id.as_str()));
    let short = ambito.as_ref().and_then(|id| {
        let ix = model.catalog().find_ambito(id.trim_start_matches("ambito/"))?;
        Some(model.catalog().ambiti[ix].record.short.to_string())
    });
    if let (Some(id), Some(short)) = (ambito, short) {
        options
            .push(Choice::new(ChoiceValue::Scheda(id), words::ambito_of(&short)).hint(words::AMBITO_HINT.to_owned()));
    }
    Picker::new(Purpose::Links, words::LINKS, options)
}

/// The count of one option of a facet.
pub fn count_of<T: PartialEq + Copy>(facets: &[Facet<T>], value: T) -> Option<u32> {
    facets.iter().find(|f| f.value == value).map(|f| f.count)
}
