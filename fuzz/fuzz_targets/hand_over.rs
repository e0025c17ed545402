//! Any text in every field of a scheda: the page to print keeps its own markup and gains none, Markdown shows text only,
//! and no field of a table becomes a formula.

#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use sportello::cli::common::When;
use sportello::cli::output::{Style, csv_line};
use sportello::scheda::{Block, SchedaFacts, Heading, Page, Pair, Scheda, Section, Tone, html, markdown, text};

fn scheda(text: &str) -> Scheda {
    let own = || text.to_owned();
    let pair = |tone| Pair { label: "Telefono", value: own(), tone };
    let blocks = vec![
        Block::Paragraph(own()),
        Block::Bullets(vec![own(), own()]),
        Block::Steps(vec![own()]),
        Block::Pairs(vec![pair(Tone::Call), pair(Tone::Plain)]),
        Block::Place { name: own(), details: vec![pair(Tone::Careful)] },
        Block::Caution(own()),
    ];
    Scheda {
        id: "it/prova".to_owned(),
        title: own(),
        header: vec![pair(Tone::Plain)],
        summary: own(),
        opening: vec![pair(Tone::Call)],
        timetable: pair(Tone::Plain),
        sections: vec![
            Section { heading: Heading::Description, blocks: blocks.clone() },
            Section { heading: Heading::Papers, blocks },
        ],
        next_step: own(),
        links: Vec::new(),
        facts: SchedaFacts::default(),
    }
}

/// The tags of a page, with their attributes.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split_once('>').map_or(rest, |(tag, _)| tag)).collect()
}

fuzz_target!(|data: &[u8]| {
    let Ok(said) = std::str::from_utf8(data) else { return };
    // An empty field is left out; a full one is the same page whatever it says.
    if said.trim().is_empty() {
        return;
    }
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
    let (plain, hostile) = (scheda("testo"), scheda(said));
    let (before, after) = (html::render(&[plain], day), html::render(std::slice::from_ref(&hostile), day));
    assert_eq!(tags(&before), tags(&after), "text became markup");
    assert!(after.matches('>').count() == before.matches('>').count());

    let page = markdown::render(std::slice::from_ref(&hostile), &Page::hand_over(80, day));
    let mut escaped = false;
    for c in page.chars() {
        assert!(escaped || !matches!(c, '<' | '[' | ']' | '`' | '|'), "{c:?} stands bare in {page:?}");
        escaped = c == '\\' && !escaped;
    }
    let _ = text::render(std::slice::from_ref(&hostile), &Page::plain(72));

    let style = Style::new(When::Never, false, false, None, |_| None);
    let mut line = Vec::new();
    if csv_line(&mut line, style, ["id", said]).is_ok() {
        let line = String::from_utf8(line).expect("text");
        let field = line.strip_prefix("id,").expect("the second field");
        let field = field.strip_prefix('"').unwrap_or(field);
        assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "a formula: {field:?}");
    }
});
