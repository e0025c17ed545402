//! A new catalogue under an open screen: whatever the model holds as an index is found again by its identifier.
//!
//! What the new catalogue no longer has is dropped; what was typed stays. Asks the two catalogues and touches nothing else.

use std::sync::Arc;

use super::app::{Focus, Model, Popup};
use super::lookup::Lookup;
use super::picker::Purpose;
use super::{choices, update};
use crate::catalog::model::{AreaIx, Catalog, TargetIx};
use crate::scheda::Viewer;
use crate::search::Place;
use crate::upkeep::Review;

/// Looks up in `lookup` from now on.
pub(super) fn take(model: &mut Model, lookup: Lookup) {
    let selected = model.current_id();
    let old = std::mem::replace(&mut model.lookup, lookup).catalog;
    let new = model.lookup.catalog.clone();

    for place in [&mut model.place, &mut model.desk, &mut model.first_desk] {
        *place = place.and_then(|p| place_again(&old, &new, p));
    }
    let target = |ix: &TargetIx| {
        let id = &old.destinatari[*ix].id;
        new.destinatari.position(|d| d.id == *id)
    };
    model.targets = model.targets.iter().filter_map(target).collect();
    let area = |ix: &AreaIx| {
        let id = &old.aree[*ix].id;
        new.aree.position(|a| a.id == *id)
    };
    model.areas = model.areas.iter().filter_map(area).collect();
    model.browsed &= !model.areas.is_empty();
    model.group = model.group.take().and_then(|mut group| {
        group.tipologia = new.find_type(&old.tipologie[group.tipologia].record.id)?;
        Some(group)
    });

    // The options of a picker are indices: it closes, but for the question that nobody has answered yet.
    model.person.forget_form();
    let asked = model.picker().is_some_and(|p| p.purpose == Purpose::FirstPlace);
    model.popups.retain(|popup| matches!(popup, Popup::Reader(_)));

    if let Some(before) = &mut model.cleared {
        take(before, model.lookup.clone());
    }

    let viewer = Viewer { comune: model.comune_now_of(&old, &new), ..model.viewer() };
    let mut sheets = std::mem::take(&mut model.sheets);
    sheets.retain_mut(|sheet| match model.lookup.scheda(&sheet.scheda.id, &viewer) {
        Some(scheda) => {
            sheet.scheda = scheda;
            true
        }
        None => false,
    });
    model.sheets = sheets;
    if model.sheets.is_empty() {
        model.focus = Focus::List;
    }

    update::refresh(model);
    if asked {
        model.popups.push(Popup::Picker(choices::first_place(model)));
    }
    if let Some(id) = selected
        && let Some(at) = (0..model.lines.len()).find(|at| model.id_of_line(*at).as_deref() == Some(id.as_str()))
    {
        model.selected = at;
    }
}

/// Takes in what the desks have reported: the open schede say it at once.
pub(super) fn review(model: &mut Model, review: Review) {
    model.lookup.review = Arc::new(review);
    let viewer = model.viewer();
    let mut sheets = std::mem::take(&mut model.sheets);
    for sheet in &mut sheets {
        if let Some(scheda) = model.lookup.scheda(&sheet.scheda.id, &viewer) {
            sheet.scheda = scheda;
        }
    }
    model.sheets = sheets;
}

/// The same place in another catalogue.
fn place_again(old: &Catalog, new: &Catalog, place: Place) -> Option<Place> {
    match place {
        Place::Comune(ix) => new.find_comune(&old.comuni[ix].record.istat).map(Place::Comune),
        Place::Ambito(ix) => new.find_ambito(&old.ambiti[ix].record.id).map(Place::Ambito),
    }
}

impl Model {
    /// The comune that schede are laid out for, while the answer still speaks of the old catalogue.
    fn comune_now_of(&self, old: &Catalog, new: &Catalog) -> Option<crate::catalog::model::ComuneIx> {
        let said = self.answer.understood.place.as_ref().and_then(|(p, _)| place_again(old, new, *p));
        match said.or(self.place) {
            Some(Place::Comune(ix)) => Some(ix),
            _ => None,
        }
    }

    /// The identifier of what stands on a line of the list.
    fn id_of_line(&self, at: usize) -> Option<String> {
        match self.lines.get(at) {
            Some(super::rows::ListLine::Item(row)) => super::rows::entry(self.catalog(), row).map(|e| e.id()),
            _ => None,
        }
    }
}
