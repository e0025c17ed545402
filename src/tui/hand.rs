//! Handing over from the screen: which services are meant, the ways that are offered, and what each of them sets off.
//!
//! Pure: a file to write and a sheet to print come out as [`Effect`]s, QR codes as a page. The language is chosen anew for
//! each person: the last choice is not kept.

use super::app::{Model, Popup};
use super::layout::READABLE;
use super::listing::push;
use super::message::Effect;
use super::page::{Ink, PageLine};
use super::picker::{Choice, ChoiceValue, HandingWay, Picker, Purpose};
use super::reader::ReaderPage;
use super::words;
use crate::consegna::foglio::{PHONE_BYTES, Paper, pieces};
use crate::consegna::{COLUMNS, Form, qr, reaches};
use crate::encounter::deed::Deed;
use crate::encounter::handover::NoPaper;
use crate::scheda::Scheda;
use crate::scheda::foglio::Foglio;

/// The schede that are handed over: the marked ones, or the one that is open or selected.
pub fn schede(model: &Model) -> Vec<Scheda> {
    model.encounter.schede_of(&ids(model))
}

/// The sheets of the same services, in the language that was chosen.
pub fn fogli(model: &Model) -> Vec<Foglio> {
    model.encounter.fogli_of(&ids(model))
}

fn ids(model: &Model) -> Vec<String> {
    model.encounter.to_hand_over(model.current_id())
}

/// Whether there is something to hand over.
///
/// # Errors
/// Why not, one Italian sentence.
pub fn available(model: &Model) -> Result<(), &'static str> {
    if ids(model).is_empty() { Err(words::NO_SCHEDA_HERE) } else { Ok(()) }
}

/// The ways that this desk has, for the next person: in Italian.
pub(super) fn open(model: &mut Model) {
    model.encounter.lingua = None;
    push(model, Popup::Picker(picker(model)));
}

/// The ways that this desk has.
pub fn picker(model: &Model) -> Picker {
    let (schede, fogli, lingua) = (schede(model), fogli(model), model.encounter.lingua());
    let kiosk = model.encounter.workplace.kiosk;
    let what = match schede.as_slice() {
        [one] => words::hand_over_one(&one.title),
        several => words::hand_over_many(several.len()),
    };
    let title = lingua.other().map_or_else(|| what.clone(), |l| words::in_language(&what, &l.italian));
    let mut options = Vec::new();
    let mut add = |way: HandingWay, label: &str, detail: &str| {
        options.push(Choice::new(ChoiceValue::Hand(way), label.to_owned()).detail(detail.to_owned()));
    };
    let named = |form: Form, paper: Paper| {
        let name = model.encounter.sheet(&fogli, paper).file_name(form);
        if model.encounter.workplace.remote { words::file_stays(&name) } else { words::file_will_be(&name) }
    };
    let no_paper = no_paper(model);
    if no_paper.is_none() && !kiosk {
        add(HandingWay::Print, words::HAND_PRINT, words::HAND_PRINT_DETAIL);
    }
    if !kiosk {
        add(HandingWay::File(Form::Html, Paper::Each), words::HAND_HTML, &named(Form::Html, Paper::Each));
        if fogli.len() > 1 {
            add(HandingWay::File(Form::Html, Paper::List), words::HAND_LIST, &named(Form::Html, Paper::List));
        }
    }
    add(HandingWay::Screen, words::HAND_SCREEN, words::HAND_SCREEN_DETAIL);
    add(HandingWay::Copy, words::HAND_COPY, words::HAND_COPY_DETAIL);
    for (at, foglio) in fogli.iter().enumerate() {
        let label = if fogli.len() == 1 { words::HAND_WORDS.to_owned() } else { words::hand_words(&foglio.title) };
        add(HandingWay::Words(at), &label, words::HAND_CODE_DETAIL);
    }
    if let [one] = schede.as_slice() {
        for reach in reaches(one) {
            let is_phone = reach.code.starts_with("tel:");
            let label = words::hand_code(&reach.label, is_phone);
            add(HandingWay::Code(reach.code, reach.label), &label, words::HAND_CODE_DETAIL);
        }
    }
    if !model.catalog().lingue.is_empty() {
        add(HandingWay::Languages, words::HAND_LANGUAGE, words::HAND_LANGUAGE_DETAIL);
    }
    if !kiosk {
        for (form, label) in [(Form::Text, words::HAND_TEXT), (Form::Markdown, words::HAND_MARKDOWN)] {
            add(HandingWay::File(form, Paper::Each), label, &named(form, Paper::Each));
        }
        add(HandingWay::File(Form::Html, Paper::Referral), words::HAND_REFERRAL, words::HAND_REFERRAL_DETAIL);
        let name = Form::Html.file_name(&schede, model.today());
        add(HandingWay::Whole, words::HAND_WHOLE, &words::file_will_be(&name));
        if let Some(why) = no_paper {
            let choice = Choice::new(ChoiceValue::Hand(HandingWay::Print), words::HAND_PRINT.to_owned());
            options.push(choice.hint(words::NOT_HERE.to_owned()).detail(why.to_owned()));
        }
    }
    Picker::new(Purpose::HandOver, &title, options)
}

/// The languages of the catalogue, Italian alone first.
fn languages(model: &Model) -> Picker {
    let alone = Choice::new(ChoiceValue::Hand(HandingWay::Language(None)), words::ITALIAN_ALONE.to_owned());
    let other = model.catalog().lingue.iter().map(|l| {
        let way = HandingWay::Language(Some(l.id.to_string()));
        let name = if model.ascii { String::new() } else { l.name.to_string() };
        Choice::new(ChoiceValue::Hand(way), l.italian.to_string()).hint(name)
    });
    Picker::new(Purpose::HandOver, words::LANGUAGES, std::iter::once(alone).chain(other).collect())
}

/// Carries out the chosen way.
pub(super) fn carry_out(model: &mut Model, way: HandingWay) -> Vec<Effect> {
    let fogli = fogli(model);
    if fogli.is_empty() {
        return Vec::new();
    }
    let kiosk = model.encounter.workplace.kiosk;
    if !matches!(way, HandingWay::Languages | HandingWay::Language(_)) {
        model.encounter.matter.handed = ids(model).into_iter().next();
    }
    match way {
        HandingWay::Print => match no_paper(model) {
            None if !kiosk => vec![Effect::Outside(Deed::Print(pages(model, &fogli)))],
            why => {
                model.message = Some(why.unwrap_or(words::NO_PRINTER).to_owned());
                Vec::new()
            }
        },
        HandingWay::File(..) | HandingWay::Whole if kiosk => Vec::new(),
        HandingWay::File(form, paper) => vec![to_file(model, form, Some(paper))],
        HandingWay::Whole => vec![to_file(model, Form::Html, None)],
        HandingWay::Screen => {
            show(model, &fogli);
            Vec::new()
        }
        HandingWay::Copy => copy(model, &fogli),
        HandingWay::Words(at) => {
            if let Some(foglio) = fogli.get(at) {
                show_words(model, foglio);
            }
            Vec::new()
        }
        HandingWay::Code(code, label) => {
            show_code(model, &code, &label);
            Vec::new()
        }
        HandingWay::Languages => {
            push(model, Popup::Picker(languages(model)));
            Vec::new()
        }
        HandingWay::Language(code) => {
            model.encounter.lingua = code;
            push(model, Popup::Picker(picker(model)));
            Vec::new()
        }
    }
}

/// The sheet to a new file.
fn to_file(model: &Model, form: Form, paper: Option<Paper>) -> Effect {
    let (name, sheet) = model.encounter.written(&ids(model), form, paper);
    Effect::Outside(Deed::Write { name, sheet })
}

/// Why no sheet comes out on paper; `None` where one does.
fn no_paper(model: &Model) -> Option<&'static str> {
    model.encounter.may_print().err().map(|why| match why {
        NoPaper::NotAllowed => words::NO_PRINTER,
        NoPaper::NoLetters => words::NO_LETTERS,
    })
}

/// A sheet of text, `columns` wide.
fn text(model: &Model, fogli: &[Foglio], columns: usize) -> String {
    model.encounter.sheet(fogli, Paper::Each).written(Form::Text, &[], columns)
}

/// For the printer: a page each, cut by form feeds.
fn pages(model: &Model, fogli: &[Foglio]) -> String {
    let pages: Vec<String> = fogli.chunks(1).map(|one| text(model, one, COLUMNS)).collect();
    pages.join("\u{c}")
}

/// The text to the terminal's clipboard, and on the screen.
pub(super) fn copy(model: &mut Model, fogli: &[Foglio]) -> Vec<Effect> {
    show(model, fogli);
    model.message = Some(words::SENT.to_owned());
    vec![Effect::Copy(text(model, fogli, usize::from(READABLE)))]
}

fn show(model: &mut Model, fogli: &[Foglio]) {
    let shown = text(model, fogli, usize::from(model.size.0.min(READABLE)));
    push(model, Popup::Reader(ReaderPage::plain(&shown)));
}

/// Columns and rows for a code: the last row says how to go back.
fn room(model: &Model) -> (usize, usize) {
    (usize::from(model.size.0), usize::from(model.size.1.saturating_sub(1)))
}

/// The words of a sheet: in one code where there is room, else a screenful after the other, each with a line that says which.
fn show_words(model: &mut Model, foglio: &Foglio) {
    let (columns, rows) = room(model);
    let room = rows.saturating_sub(1);
    let drawn = if model.ascii { None } else { qr::bytes_in(columns, room) }.map(|bytes| {
        let pieces = pieces(foglio, bytes.min(PHONE_BYTES));
        let all = pieces.len();
        let draw = |(at, piece): (usize, &String)| {
            let mut lines = half_blocks(&qr::CodeImage::of(piece)?, columns, room)?;
            lines.resize(room, Vec::new());
            lines.push(vec![(Ink::Text, words::code_of(at + 1, all))]);
            Some(lines)
        };
        pieces.iter().enumerate().filter_map(draw).collect::<Vec<_>>()
    });
    match drawn.filter(|codes| !codes.is_empty()) {
        Some(codes) => push(model, Popup::Reader(ReaderPage::codes(codes, rows))),
        None => model.message = Some(words::NO_ROOM_FOR_WORDS.to_owned()),
    }
}

fn half_blocks(code: &qr::CodeImage, columns: usize, rows: usize) -> Option<Vec<PageLine>> {
    Some(code.half_blocks(columns, rows)?.into_iter().map(|row| vec![(Ink::Code, row)]).collect())
}

fn show_code(model: &mut Model, code: &str, label: &str) {
    let (columns, rows) = room(model);
    let drawn = qr::CodeImage::of(code).and_then(|code| {
        // Spaces are larger, and no font leaves gaps between them: half blocks only where those have no room.
        let pieces = |run: (bool, usize)| (if run.0 { Ink::Block } else { Ink::Code }, " ".repeat(run.1));
        let large = code.runs(columns, rows);
        if large.is_some() || model.ascii {
            let lines: Vec<PageLine> = large?.into_iter().map(|row| row.into_iter().map(pieces).collect()).collect();
            return Some(lines);
        }
        half_blocks(&code, columns, rows)
    });
    model.message = Some(match drawn {
        Some(lines) => {
            push(model, Popup::Reader(ReaderPage::code(lines)));
            words::point_the_phone(label)
        }
        None => words::no_room_for_code(label),
    });
}
