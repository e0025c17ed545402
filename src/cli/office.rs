//! The desk's reports on this machine: which folder they lie in, which layer takes what is accepted.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::catalog::layers::Layers;
use crate::catalog::model::Catalog;
use crate::catalog::values::PartialDate;
use crate::encounter::deed::Errand;
use crate::encounter::outside::ReportOffice;
use crate::state::{self, Places, PreferenceChange};
use crate::upkeep::install::{self, News};
use crate::upkeep::office::{accept_into, may_write, reject};
use crate::upkeep::review::replaced;
use crate::upkeep::{Folder, Proposal, Reports, Review, ReviewRow, Trouble};

/// The reports, read as they change.
#[derive(Debug)]
pub(super) struct ReportDesk {
    reports: Reports,
    layer: Option<PathBuf>,
    /// What was said already.
    told: Vec<Trouble>,
    /// The layers whose packages bring news, and the version that was seen.
    layers: Vec<PathBuf>,
    seen: Option<u64>,
    places: Places,
    /// The day for which the reports were held against the catalogue.
    day: Option<NaiveDate>,
}

impl ReportDesk {
    /// The reports of a folder, accepted into the highest layer that this user may write. Into the user's own only what
    /// lies in the user's own folder: elsewhere nobody else would see it.
    pub(super) fn of(folder: Folder, layers: &Layers, places: &Places, seen: Option<u64>) -> Self {
        let own = |path: &std::path::Path| folder.path().starts_with(path);
        let shared = |name: &str| name != "dell'utente" && name != "di sistema";
        let paths: Vec<_> = layers.paths().collect();
        let layer = paths.iter().rev().find(|(name, path)| shared(name) && may_write(path));
        let layer = layer.or_else(|| paths.iter().find(|(name, path)| *name == "dell'utente" && own(path)));
        let layer = layer.map(|(_, path)| path.to_path_buf());
        let layers = paths.into_iter().map(|(_, path)| path.to_path_buf()).collect();
        Self { reports: Reports::of(folder), layer, told: Vec::new(), layers, seen, places: places.clone(), day: None }
    }

    /// The row of an identifier.
    fn row(&mut self, catalog: &Catalog, id: &str, today: NaiveDate) -> Result<ReviewRow, String> {
        self.reports.look(today);
        let row = Review::of(catalog, self.reports.open(), today).rows.into_iter().find(|r| r.is(id));
        row.ok_or_else(|| "Questa segnalazione non aspetta più: l'ha già vista qualcun altro.".to_owned())
    }

    fn put(&self, proposals: &[Proposal]) -> Result<(), String> {
        proposals.iter().try_for_each(|p| self.reports.folder().put(p)).map_err(|t| t.to_string())
    }
}

impl ReportOffice for ReportDesk {
    fn look(&mut self, catalog: &Catalog, today: NaiveDate, anew: bool) -> Option<(Review, Vec<String>)> {
        let changed = self.reports.look(today);
        if !changed && !anew && self.day == Some(today) {
            return None;
        }
        self.day = Some(today);
        let new = self.reports.troubles.iter().filter(|t| !self.told.contains(t)).map(ToString::to_string).collect();
        self.told.clone_from(&self.reports.troubles);
        Some((Review::of(catalog, self.reports.open(), today), new))
    }

    fn may_approve(&self) -> bool {
        self.layer.is_some()
    }

    fn news(&mut self) -> Option<(News, bool)> {
        let news = install::newest(self.layers.iter().map(PathBuf::as_path))?;
        let unseen = self.seen != Some(news.version);
        if unseen {
            self.seen = Some(news.version);
            // Where nothing can be kept it is said again at the next start.
            let _ = state::change(&self.places, &PreferenceChange::Novita(news.version));
        }
        Some((news, unseen))
    }

    fn carry_out(&mut self, catalog: &Catalog, errand: &Errand, today: NaiveDate) -> Result<String, String> {
        match errand {
            Errand::Report(draft) => {
                let proposals = draft.proposals(catalog, today).map_err(|r| r.0)?;
                self.put(&proposals)?;
                Ok("Segnalato: lo vedono tutti gli sportelli, lo decide chi cura il catalogo.".to_owned())
            }
            Errand::Confirm(id, by) => {
                let row = self.row(catalog, id, today)?;
                let first = row.proposals.first().ok_or("Questa segnalazione non si può confermare.")?;
                let new = Proposal::new(first.topic, &first.record, by, today).ok_or("Non segnalato.")?;
                let (id, by, on) = (new.id, new.by, PartialDate::from_day(today));
                self.put(&[Proposal { id, by, on, ..first.clone() }])?;
                Ok("Confermato.".to_owned())
            }
            Errand::Accept(id, by) => {
                let layer = self.layer.clone().ok_or("Da qui non si può accettare: il catalogo è di sola lettura.")?;
                let row = self.row(catalog, id, today)?;
                accept_into((catalog, self.reports.folder()), &row, &layer, by, today)?;
                Ok(replaced(&row).map_or_else(
                    || "Accettata: vale da adesso.".to_owned(),
                    |replaced| format!("Accettata. {replaced}"),
                ))
            }
            Errand::Reject(id, why) => {
                let row = self.row(catalog, id, today)?;
                reject((catalog, self.reports.folder()), &row, why, today)?;
                Ok("Respinta.".to_owned())
            }
        }
    }
}
