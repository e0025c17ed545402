//! Handing over from the screen: which schede are meant, the ways that are offered, and what each of them sets off.
//!
//! Pure: a file to write and a sheet to print come out as [`Effect`]s, the QR code as a page.

use super::app::{Model, Popup};
use super::layout::READABLE;
use super::message::Effect;
use super::page::{Ink, Line};
use super::picker::{Choice, Picker, Purpose, Value};
use super::reader::Reader;
use super::update::push;
use super::words;
use crate::consegna::{Form, qr, reaches};
use crate::exchange::schema_org;
use crate::scheda::{Page, Scheda, text};

/// A way of handing over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To the printer of this desk.
    Print,
    /// To a file.
    File(Form),
    /// On the screen, without borders.
    Screen,
    /// To the terminal's clipboard.
    Copy,
    /// As a QR code: what it says, and how a person reads it.
    Code(String, String),
}

/// The schede that are handed over: the marked ones, or the one that is open or selected.
pub fn schede(model: &Model) -> Vec<Scheda> {
    let call = model.answer.danger.as_ref().map(|d| d.call(model.catalog()));
    let find = |id: &String| {
        let scheda = model.lookup.scheda(id, &model.viewer())?;
        Some(scheda.calling_first(call.as_deref()))
    };
    if model.marks.is_empty() {
        return model.current_id().as_ref().and_then(find).into_iter().collect();
    }
    model.marks.iter().filter_map(find).collect()
}

/// Whether there is something to hand over.
///
/// # Errors
/// Why not, one Italian sentence.
pub fn available(model: &Model) -> Result<(), &'static str> {
    if model.marks.is_empty() && model.current_id().is_none() { Err(words::NO_SCHEDA_HERE) } else { Ok(()) }
}

/// The ways that this desk has.
pub fn picker(model: &Model) -> Picker {
    let schede = schede(model);
    let title = match schede.as_slice() {
        [one] => words::hand_over_one(&one.title),
        several => words::hand_over_many(several.len()),
    };
    let mut options = Vec::new();
    let mut add = |way: Way, label: &str, detail: &str| {
        options.push(Choice::new(Value::Hand(way), label.to_owned()).detail(detail.to_owned()));
    };
    if !model.kiosk {
        if model.printer {
            add(Way::Print, words::HAND_PRINT, words::HAND_PRINT_DETAIL);
        }
        for (form, label) in
            [(Form::Html, words::HAND_HTML), (Form::Text, words::HAND_TEXT), (Form::Markdown, words::HAND_MARKDOWN)]
        {
            let name = form.file_name(&schede, model.today());
            add(Way::File(form), label, &words::file_will_be(&name));
        }
    }
    add(Way::Screen, words::HAND_SCREEN, words::HAND_SCREEN_DETAIL);
    add(Way::Copy, words::HAND_COPY, words::HAND_COPY_DETAIL);
    if let [one] = schede.as_slice() {
        for reach in reaches(one) {
            let is_phone = reach.code.starts_with("tel:");
            let label = words::hand_code(&reach.label, is_phone);
            add(Way::Code(reach.code, reach.label), &label, words::HAND_CODE_DETAIL);
        }
    }
    if !model.kiosk && !model.printer {
        let choice = Choice::new(Value::Hand(Way::Print), words::HAND_PRINT.to_owned());
        options.push(choice.hint(words::NOT_HERE.to_owned()).detail(words::NO_PRINTER.to_owned()));
    }
    Picker::new(Purpose::HandOver, &title, options)
}

/// Carries out the chosen way.
pub(super) fn carry_out(model: &mut Model, way: Way) -> Vec<Effect> {
    let schede = schede(model);
    if schede.is_empty() {
        return Vec::new();
    }
    let today = model.today();
    match way {
        Way::Print if model.printer && !model.kiosk => vec![Effect::Print(Form::Text.sheet(&schede, &[], today))],
        Way::Print => {
            model.message = Some(words::NO_PRINTER.to_owned());
            Vec::new()
        }
        Way::File(_) if model.kiosk => Vec::new(),
        Way::File(form) => {
            let data = schema_org::of_schede(&model.lookup.catalog, &schede, &model.viewer());
            vec![Effect::WriteFile { name: form.file_name(&schede, today), sheet: form.sheet(&schede, &data, today) }]
        }
        Way::Screen => {
            show(model, &schede);
            Vec::new()
        }
        Way::Copy => {
            show(model, &schede);
            model.message = Some(words::SENT.to_owned());
            vec![Effect::Copy(page(&schede, model, READABLE))]
        }
        Way::Code(code, label) => {
            show_code(model, &code, &label);
            Vec::new()
        }
    }
}

fn page(schede: &[Scheda], model: &Model, columns: u16) -> String {
    let page = Page { rules: false, ..Page::hand_over(usize::from(columns), model.today()) };
    text::render(schede, &page)
}

fn show(model: &mut Model, schede: &[Scheda]) {
    let shown = page(schede, model, model.size.0.min(READABLE));
    push(model, Popup::Reader(Reader::plain(&shown)));
}

fn show_code(model: &mut Model, code: &str, label: &str) {
    // The last row says what the code is.
    let (columns, rows) = (usize::from(model.size.0), usize::from(model.size.1.saturating_sub(1)));
    let drawn = qr::Code::of(code).and_then(|code| {
        // Spaces are larger, and no font leaves gaps between them: half blocks only where those have no room.
        let pieces = |run: (bool, usize)| (if run.0 { Ink::Block } else { Ink::Code }, " ".repeat(run.1));
        let large = code.runs(columns, rows);
        if large.is_some() || model.ascii {
            let lines: Vec<Line> = large?.into_iter().map(|row| row.into_iter().map(pieces).collect()).collect();
            return Some(lines);
        }
        Some(code.half_blocks(columns, rows)?.into_iter().map(|row| vec![(Ink::Code, row)]).collect())
    });
    model.message = Some(match drawn {
        Some(lines) => {
            push(model, Popup::Reader(Reader::code(lines)));
            words::point_the_phone(label)
        }
        None => words::no_room_for_code(label),
    });
}
