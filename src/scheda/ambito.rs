//! An ambito as a scheda: who belongs to it, whom to call, its plan and what each area of it holds.
//!
//! Laid out from the same blocks as a servizio; sedi come from [`super::contact`].

use std::fmt::Write as _;

use super::contact::{body_contacts, careful, pair, place};
use super::entry::{source_facts, sources_in_words};
use super::opening::OpeningPlace;
use super::reach::{Here, comune_in, offices};
use super::term::event_in_words;
use super::words::{check_is_old, last_check};
use super::{Block, Heading, Link, Pair, Scheda, SchedaFacts, Section, Tone, Viewer};
use crate::catalog::model::{Ambito, AmbitoIx, AreaIx, Catalog, Entry};
use crate::catalog::record::Notice;
use crate::catalog::scadenze::{DAYS_AHEAD, Where, scadenze};
use crate::catalog::values::{Basis, PartialDate, Stato};
use crate::lingua::amounts::grouped;
use crate::lingua::lists::{count, join};

pub(super) fn lay_out(catalog: &Catalog, ix: AmbitoIx, viewer: &Viewer) -> Scheda {
    let ambito = &catalog.ambiti[ix];
    let (areas, links) = areas(catalog, ambito);
    let sections = [
        (Heading::Contacts, contacts(catalog, ambito, viewer)),
        (Heading::Deadlines, deadlines(catalog, ix, viewer)),
        (Heading::Comuni, comuni(catalog, ambito)),
        (Heading::Description, description(ambito)),
        (Heading::Plan, plan(ambito)),
        (Heading::Areas, areas),
        (Heading::Documents, documents(ambito)),
        (Heading::Rights, bullets(ambito.record.rights.iter().map(ToString::to_string))),
        (Heading::News, notices(catalog, ambito)),
        (Heading::Sources, provenance(catalog, ambito, viewer)),
    ];
    let n = ambito.comuni.len();
    let here = Here::new(catalog, Some(ambito), viewer);
    let place = OpeningPlace::of_ambito(&here);
    Scheda {
        id: format!("ambito/{}", ambito.record.id),
        title: ambito.record.name.to_string(),
        opening: place.pairs().to_vec(),
        timetable: place.timetable(),
        header: header(catalog, ambito, viewer),
        summary: match links.len() {
            0 => format!("Riunisce {}.", count(n, "comune", "comuni")),
            known => format!(
                "Riunisce {}; {} in catalogo.",
                count(n, "comune", "comuni"),
                count(known, "servizio noto", "servizi noti")
            ),
        },
        sections: Section::told(sections),
        next_step: format!("{}.", here.ask()),
        links,
        facts: facts(catalog, ambito),
    }
}

fn bullets(items: impl Iterator<Item = String>) -> Vec<Block> {
    let items: Vec<String> = items.filter(|i| !i.is_empty()).collect();
    if items.is_empty() { Vec::new() } else { vec![Block::Bullets(items)] }
}

fn header(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> Vec<Pair> {
    let record = &ambito.record;
    let mut header = Vec::new();
    header.extend(record.code.as_ref().map(|code| pair("Codice", code.as_str())));
    let province = catalog.regione.provinces.iter().find(|p| p.code == record.province);
    header.push(pair("Provincia", province.map_or(record.province.as_str(), |p| p.name.as_str())));
    header.extend(record.capofila.as_ref().map(|c| pair("Capofila", c.as_str())));
    header.extend(record.form.map(|f| pair("Forma", f.label())));
    header.extend(record.distretto.as_ref().map(|d| pair("Distretto", d.as_str())));
    header.extend(seat(catalog, ambito).map(|s| pair("Sede", s)));
    let population: u32 = catalog.comuni.each(&ambito.comuni).filter_map(|c| c.record.population).sum();
    if population > 0 {
        header.push(pair("Abitanti", format!("{} (censimento 2021)", grouped(&population.to_string()))));
    }
    let today = viewer.now.date();
    let tone = if check_is_old(record.checked, today) { Tone::Careful } else { Tone::Plain };
    let value = last_check(record.checked, record.checked_by.as_deref(), today);
    header.push(Pair { label: "Ultimo controllo", value, tone });
    header
}

fn seat(catalog: &Catalog, ambito: &Ambito) -> Option<String> {
    let seat = ambito.record.seat.as_ref()?;
    let comune = seat.comune.as_deref().and_then(|i| catalog.find_comune(i)).map(|ix| &catalog.comuni[ix]);
    let town: Vec<&str> = seat.cap.as_deref().into_iter().chain(comune.map(|c| c.record.name.as_str())).collect();
    let parts: Vec<String> =
        seat.address.iter().map(ToString::to_string).chain((!town.is_empty()).then(|| town.join(" "))).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn contacts(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> Vec<Block> {
    let found = offices(catalog, ambito, comune_in(ambito, viewer));
    let mut blocks: Vec<Block> = body_contacts(ambito).into_iter().collect();
    blocks.extend(found.into_iter().map(|s| place(catalog, s, viewer.now)));
    if blocks.is_empty() {
        blocks.push(Block::Caution(
            "Nessun recapito noto dell'Ufficio di Piano: chiedere al Comune capofila o a quello di residenza."
                .to_owned(),
        ));
    }
    blocks
}

fn comuni(catalog: &Catalog, ambito: &Ambito) -> Vec<Block> {
    bullets(catalog.comuni.each(&ambito.comuni).map(|c| {
        let site = c.record.website.as_ref().map_or_else(String::new, |u| format!(" – {u}"));
        let pec = c.record.pec.as_ref().map_or_else(String::new, |p| format!(" – PEC {p}"));
        let call = c
            .record
            .switchboard
            .as_ref()
            .map_or_else(String::new, |p| format!(" – {}", crate::lingua::phone::phone(p)));
        format!("{}{call}{site}{pec}", c.record.name)
    }))
}

fn description(ambito: &Ambito) -> Vec<Block> {
    let record = &ambito.record;
    let mut blocks: Vec<Block> = record.description.iter().map(|d| Block::Paragraph(d.to_string())).collect();
    blocks.extend(bullets(
        record
            .bodies
            .iter()
            .map(|b| b.description.as_ref().map_or_else(|| b.role.to_string(), |d| format!("{}: {d}", b.role))),
    ));
    blocks
}

fn plan(ambito: &Ambito) -> Vec<Block> {
    let Some(plan) = &ambito.record.plan else { return Vec::new() };
    let mut pairs = vec![pair("Nome", plan.name.as_str())];
    pairs.extend(plan.period.as_ref().map(|p| pair("Periodo", p.as_str())));
    pairs.extend(plan.approved.map(|d| pair("Approvato", d.in_words())));
    pairs.extend(plan.url.as_ref().map(|u| pair("Si legge a", u.as_str())));
    let text = plan.description.iter().map(|d| Block::Paragraph(d.to_string()));
    std::iter::once(Block::Pairs(pairs)).chain(text).collect()
}

/// What each area holds: what a plan or page names, then what only the norm requires. The links are the former.
fn areas(catalog: &Catalog, ambito: &Ambito) -> (Vec<Block>, Vec<Link>) {
    let entries: Vec<Entry<'_>> = catalog.entries_of(&ambito.servizi).collect();
    let live = |e: &&Entry<'_>| e.own().is_none_or(|r| r.status != Some(Stato::Storico));
    let norm = |e: &&Entry<'_>| e.servizio.is_some_and(|s| s.basis == Basis::Norma);
    let mut lines = Vec::new();
    let mut links = Vec::new();
    for (at, area) in catalog.aree.iter().enumerate() {
        let of_area = || entries.iter().filter(live).filter(|e| e.area() == AreaIx::of(at));
        let known: Vec<&Entry<'_>> = of_area().filter(|e| !norm(e)).collect();
        let required: Vec<&str> = of_area().filter(norm).map(Entry::name).collect();
        if !known.is_empty() {
            let names: Vec<&str> = known.iter().map(|e| e.name()).collect();
            lines.push(format!("{} – {}: {}", area.label, count(known.len(), "servizio", "servizi"), names.join("; ")));
        }
        if !required.is_empty() {
            lines.push(format!(
                "{} – {} dalla norma, da confermare: {}",
                area.label,
                count(required.len(), "previsto", "previsti"),
                required.join("; ")
            ));
        }
        links.extend(known.iter().map(|e| Link { id: e.id(), title: e.name().to_owned() }));
    }
    (bullets(lines.into_iter()), links)
}

/// What opens, closes and ends soon here.
fn deadlines(catalog: &Catalog, ix: AmbitoIx, viewer: &Viewer) -> Vec<Block> {
    let comune = viewer.comune.filter(|c| catalog.comuni[*c].ambito == ix);
    let place = Where { ambito: Some(ix), comune };
    let soon = scadenze(catalog, place, viewer.now.date(), DAYS_AHEAD);
    bullets(soon.iter().map(|s| {
        let day = PartialDate::from_day(s.day).in_words();
        format!("{day} – {}: {}", s.entry.name(), event_in_words(s))
    }))
}

fn documents(ambito: &Ambito) -> Vec<Block> {
    bullets(ambito.record.documents.iter().map(|d| {
        let kind = d.kind.label();
        let mut line = if d.title.starts_with(kind) { d.title.to_string() } else { format!("{kind}: {}", d.title) };
        let period = d.period.clone().filter(|p| !line.contains(p.as_str()));
        for (open, part, close) in [(" (", &period, ")"), (" – ", &d.note, "")] {
            if let Some(part) = part {
                let _ = write!(line, "{open}{part}{close}");
            }
        }
        d.url.as_ref().map_or_else(|| line.clone(), |url| format!("{line} – {url}"))
    }))
}

fn notices(catalog: &Catalog, ambito: &Ambito) -> Vec<Block> {
    bullets(ambito.record.notices.iter().map(|n| notice(catalog, n)))
}

fn notice(catalog: &Catalog, notice: &Notice) -> String {
    let where_: Vec<&str> = notice
        .comuni
        .iter()
        .flatten()
        .filter_map(|istat| Some(catalog.comuni[catalog.find_comune(istat)?].record.name.as_str()))
        .collect();
    let mut about: Vec<String> = Vec::new();
    about.extend((!where_.is_empty()).then(|| join(&where_)));
    about.extend(notice.period.as_ref().map(ToString::to_string));
    about.extend(notice.funding.as_ref().map(ToString::to_string));
    let source = crate::catalog::fresh::newest_date(&notice.sources);
    about.push(
        source.map_or_else(|| "fonte senza data".to_owned(), |d| format!("fonte {}", crate::lingua::dates::of_date(d))),
    );
    format!("{}: {} ({})", notice.title, notice.text, about.join("; "))
}

fn provenance(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> Vec<Block> {
    let record = &ambito.record;
    let today = viewer.now.date();
    let mut pairs = Vec::new();
    pairs.extend(record.confidence.map(|c| pair("Attendibilità", c.label())));
    let check = last_check(record.checked, record.checked_by.as_deref(), today);
    pairs.push(if check_is_old(record.checked, today) {
        careful("Ultimo controllo", check)
    } else {
        pair("Ultimo controllo", check)
    });
    pairs.push(pair("Catalogo", catalog.layers[ambito.layer].in_words()));
    vec![Block::Pairs(pairs), sources_in_words(&record.sources)]
}

fn facts(catalog: &Catalog, ambito: &Ambito) -> SchedaFacts {
    let all = catalog.comuni.each(&ambito.comuni);
    SchedaFacts {
        name: ambito.record.name.to_string(),
        scope: ambito.record.id.to_string(),
        ambito: Some(ambito.record.id.to_string()),
        comuni: all.map(|c| c.record.name.to_string()).collect(),
        checked: ambito.record.checked,
        sedi: offices(catalog, ambito, None).into_iter().map(|s| super::contact::facts(catalog, s)).collect(),
        sources: ambito.record.sources.iter().map(source_facts).collect(),
        ..SchedaFacts::default()
    }
}
