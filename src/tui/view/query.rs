//! The first two lines: what is being asked, and within which place and filters.

use ratatui::buffer::Buffer;

use crate::catalog::model::TargetIx;
use crate::lingua::lines::cut;
use crate::tui::app::Model;
use crate::tui::choices::count_of;
use crate::tui::layout::Layout;
use crate::tui::pen::{put, put_cut, put_right, width};
use crate::tui::words;

/// "Cerca: …"; answers where the cursor stands.
pub(super) fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) -> (u16, u16) {
    let area = layout.query;
    let x = put(buffer, (area.x, area.y), area.right(), words::QUERY, model.theme.strong);
    // One column stays free for the cursor after the last letter.
    let room = usize::from(area.right().saturating_sub(x + 1));
    let (shown, column) = model.query.window(room);
    put(buffer, (x, area.y), area.right(), shown, model.theme.text);
    if model.query.is_empty() {
        put_cut(buffer, (x + 1, area.y), area.right().saturating_sub(x + 1), words::QUERY_HINT, model.theme.dim);
    }
    (x + u16::try_from(column).unwrap_or(0), area.y)
}

/// Place, destinatari and area at the left, the total at the right. What is set comes before what is not.
pub(super) fn chips(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.chips;
    let hidden = model.encounter.person.hidden(!model.query.text().trim().is_empty());
    let shown = model.encounter.answer.total.saturating_sub(hidden);
    let mut total = words::services_and_hidden(shown, hidden, area.width >= 80);
    if !model.encounter.marks.is_empty() {
        total = format!("{} │ {total}", words::marks(model.encounter.marks.len()));
    }
    let end = put_right(buffer, area.right(), area.y, &total, model.theme.strong).saturating_sub(2);
    let mut x = area.x;
    for (at, (text, set)) in chip_texts(model, end.saturating_sub(x)).into_iter().enumerate() {
        let separator = if at == 0 { "" } else { " │ " };
        let room = end.saturating_sub(x).saturating_sub(width(separator));
        if room < 6 || (!set && width(&text) > room) {
            break;
        }
        x = put(buffer, (x, area.y), end, separator, model.theme.dim);
        x = put_cut(buffer, (x, area.y), room, &text, if set { model.theme.strong } else { model.theme.dim });
    }
}

/// The place, and where words of the query say it, how it is taken back: that is never cut, the name is.
fn place_text(model: &Model, room: u16) -> String {
    let label = model.place_label(model.encounter.place_now());
    if !model.encounter.place_from_words() {
        return label;
    }
    let fits = |hint: &&str| width(&label) + 1 + width(hint) <= room;
    let [long, short] = words::FROM_QUERY;
    let hint = [long, short].into_iter().find(fits).unwrap_or(short);
    format!("{} {hint}", cut(&label, usize::from(room.saturating_sub(1 + width(hint)))))
}

fn chip_texts(model: &Model, room: u16) -> Vec<(String, bool)> {
    let catalog = model.catalog();
    let place = model.encounter.place_now();
    let place_text = place_text(model, room);
    let (request, facets) = (&model.encounter.request, &model.encounter.answer.facets);
    let several = request.targets.len() > 1;
    let target = |ix: &TargetIx| {
        let label = &catalog.destinatari[*ix].label;
        let count = if several { count_of(&facets.targets, *ix) } else { None };
        count.map_or_else(|| label.to_string(), |n| format!("{label} {n}"))
    };
    let targets: Vec<String> = request.targets.iter().map(target).collect();
    let areas: Vec<&str> = catalog.aree.each(&request.areas).map(|a| a.short.as_str()).collect();
    let named = |words: String, all: &str| if words.is_empty() { (all.to_owned(), false) } else { (words, true) };
    let mut chips = vec![
        (place_text, place.is_some()),
        named(targets.join(", "), words::ALL_TARGETS),
        named(areas.join(", "), words::ALL_AREAS),
    ];
    // The place stays first; of the rest, what filters goes before what does not.
    if let Some(rest) = chips.get_mut(1..) {
        rest.sort_by_key(|(_, set)| !set);
    }
    chips
}
