//! The one table of commands: which keys call each, where, and whether it can act now. What it is called says
//! [`words::command`].
//!
//! Footer and help are drawn from it, so that they cannot disagree. Every command has a key that survives PuTTY, tmux
//! and screen; the F-key beside it is a comfort.

use super::app::Model;
use super::command::{Context, Id};
use super::input::Key;
use super::reader::{ReaderLine, ReaderPage};
use super::{hand, layout, report, undo, words};
use crate::catalog::regions::whole;
use crate::platform::tty::CAN_SUSPEND;

use Context::{List, Multi, Picker, Profile, Scheda};

const EVERYWHERE: &[Context] = &[List, Scheda, Picker, Multi, Context::Reader, Profile];
const SERVICES: &[Context] = &[List, Scheda];

/// A row of the table.
#[derive(Debug)]
pub struct KeyCommand {
    /// What it does.
    pub id: Id,
    /// The F-key beside it.
    pub f: Option<u8>,
    /// Keys that arrive everywhere; the first one is shown.
    pub keys: &'static [Key],
    /// Where it exists.
    pub at: &'static [Context],
    /// Place in the footer, lowest first; 0 = not there.
    pub footer: u8,
    /// Whether it can act now, and why not.
    pub available: fn(&Model) -> Result<(), &'static str>,
}

#[allow(clippy::unnecessary_wraps)]
fn always(_: &Model) -> Result<(), &'static str> {
    Ok(())
}

fn when(condition: bool, otherwise: &'static str) -> Result<(), &'static str> {
    if condition { Ok(()) } else { Err(otherwise) }
}

const DIGITS: &[Key] = &[
    Key::Char('1'),
    Key::Char('2'),
    Key::Char('3'),
    Key::Char('4'),
    Key::Char('5'),
    Key::Char('6'),
    Key::Char('7'),
    Key::Char('8'),
    Key::Char('9'),
];

/// Every command, in the order of the help.
#[rustfmt::skip]
pub const TABLE: &[KeyCommand] = &[
    KeyCommand { id: Id::Open, f: None, keys: &[Key::Enter], at: &[List], footer: 1,
        available: |m| when(m.current().is_some(), words::NOTHING_TO_OPEN) },
    KeyCommand { id: Id::Back, f: None, keys: &[Key::Esc], at: EVERYWHERE, footer: 2,
        available: |m| when(m.can_go_back(), words::ESC_NEVER_QUITS) },
    KeyCommand { id: Id::Place, f: Some(2), keys: &[Key::Ctrl('o')], at: EVERYWHERE, footer: 4, available: always },
    KeyCommand { id: Id::Targets, f: Some(3), keys: &[Key::Ctrl('t')], at: EVERYWHERE, footer: 5, available: always },
    KeyCommand { id: Id::Area, f: Some(4), keys: &[Key::Ctrl('r')], at: EVERYWHERE, footer: 6, available: always },
    KeyCommand { id: Id::Profile, f: Some(5), keys: &[Key::Ctrl('g')], at: EVERYWHERE, footer: 7, available: always },
    KeyCommand { id: Id::Numeri, f: Some(6), keys: &[Key::Ctrl('e')], at: EVERYWHERE, footer: 7,
        available: |m| when(!m.picker().is_some_and(|p| p.purpose == super::picker::Purpose::Numeri), words::ALREADY_NUMERI) },
    KeyCommand { id: Id::Star, f: Some(7), keys: &[Key::Ctrl('f')], at: SERVICES, footer: 12,
        available: |m| when(m.current_id().is_some_and(|id| !id.starts_with("ambito/")), words::NO_SCHEDA_HERE) },
    KeyCommand { id: Id::NextCitizen, f: Some(8), keys: &[Key::Ctrl('x')], at: EVERYWHERE, footer: 8, available: always },
    KeyCommand { id: Id::HandOver, f: Some(9), keys: &[Key::Ctrl('k')], at: SERVICES, footer: 7,
        available: hand::available },
    KeyCommand { id: Id::MarkRow, f: None, keys: &[Key::Ctrl(' '), Key::Insert], at: SERVICES, footer: 13,
        available: |m| when(m.current_id().is_some(), words::NO_SCHEDA_HERE) },
    KeyCommand { id: Id::Copy, f: None, keys: &[Key::Ctrl('y')], at: SERVICES, footer: 11,
        available: |m| when(m.current_id().is_some(), words::NO_SCHEDA_HERE) },
    KeyCommand { id: Id::Ambito, f: None, keys: &[Key::Ctrl('s')], at: SERVICES, footer: 14,
        available: |m| when(m.ambito_now().is_some(), words::NO_AMBITO) },
    KeyCommand { id: Id::OwnPlace, f: None, keys: &[Key::Ctrl('d')], at: &[List], footer: 0,
        available: |m| when(m.encounter.request.literal || m.encounter.place_from_words(), words::PLACE_IS_OWN) },
    KeyCommand { id: Id::Report, f: None, keys: &[Key::Ctrl('d')], at: &[Scheda], footer: 15,
        available: report::available },
    KeyCommand { id: Id::Help, f: Some(1), keys: &[Key::Ctrl('_'), Key::Ctrl('7'), Key::Ctrl('/'), Key::Char('?')], at: EVERYWHERE, footer: 9, available: always },
    KeyCommand { id: Id::Quit, f: Some(10), keys: &[Key::Ctrl('q')], at: EVERYWHERE, footer: 10, available: always },
    KeyCommand { id: Id::Leave, f: None, keys: &[Key::Ctrl('c')], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::Undo, f: None, keys: &[Key::Ctrl('z')], at: EVERYWHERE, footer: 0, available: undo::available },
    KeyCommand { id: Id::SwitchPane, f: None, keys: &[Key::Tab, Key::BackTab], at: SERVICES, footer: 3,
        available: |m| when(m.size.0 >= layout::SIDE_BY_SIDE, words::ONE_PANE) },
    KeyCommand { id: Id::Up, f: None, keys: &[Key::Up, Key::Ctrl('p')], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::Down, f: None, keys: &[Key::Down, Key::Ctrl('n')], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::PageUp, f: None, keys: &[Key::PageUp], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::PageDown, f: None, keys: &[Key::PageDown], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::Top, f: None, keys: &[Key::Home], at: &[Scheda, Context::Reader], footer: 0, available: always },
    KeyCommand { id: Id::Bottom, f: None, keys: &[Key::End], at: &[Scheda, Context::Reader], footer: 0, available: always },
    KeyCommand { id: Id::Links, f: None, keys: &[Key::Enter], at: &[Scheda], footer: 3,
        available: |m| when(m.shown_scheda().is_some_and(|s| !s.scheda.links.is_empty()) || m.ambito_now().is_some(), words::NO_LINKS) },
    KeyCommand { id: Id::Link, f: None, keys: DIGITS, at: &[Scheda], footer: 0,
        available: |m| when(m.shown_scheda().is_some_and(|s| !s.scheda.links.is_empty()), words::NO_LINKS) },
    KeyCommand { id: Id::Choose, f: None, keys: &[Key::Enter], at: &[Picker, Multi], footer: 1,
        available: |m| when(m.picker().is_some_and(|p| p.current().is_some()), words::PICKER_EMPTY) },
    KeyCommand { id: Id::Mark, f: None, keys: &[Key::Tab, Key::Insert, Key::Ctrl(' ')], at: &[Multi], footer: 2,
        available: |m| when(m.picker().is_some_and(|p| p.current().is_some()), words::PICKER_EMPTY) },
    KeyCommand { id: Id::FieldDone, f: None, keys: &[Key::Enter], at: &[Profile], footer: 1, available: always },
    KeyCommand { id: Id::Field, f: None, keys: &[Key::Tab, Key::BackTab], at: &[Profile], footer: 0, available: always },
    KeyCommand { id: Id::Question, f: None, keys: &[Key::Ctrl('d')], at: &[Profile], footer: 3,
        available: |m| when(m.encounter.person.question().is_some(), words::NO_QUESTION) },
    KeyCommand { id: Id::ProfileDone, f: None, keys: &[Key::Ctrl('s')], at: &[Profile], footer: 3, available: always },
    KeyCommand { id: Id::NotCompatible, f: None, keys: &[Key::Ctrl('v')], at: &[List], footer: 0,
        available: |m| when(m.encounter.person.counts().is_some_and(|c| c.not_compatible > 0), words::NONE_NOT_COMPATIBLE) },
    KeyCommand { id: Id::Flip, f: None, keys: &[Key::Enter], at: &[Context::Reader], footer: 0,
        available: |m| when(m.reader().is_some_and(ReaderPage::is_code), words::NOTHING_TO_FLIP) },
    KeyCommand { id: Id::Redraw, f: None, keys: &[Key::Ctrl('l')], at: EVERYWHERE, footer: 0, available: always },
    KeyCommand { id: Id::Suspend, f: None, keys: &[Key::Ctrl('\\')], at: EVERYWHERE, footer: 0,
        available: |m| when(!m.encounter.workplace.kiosk && CAN_SUSPEND, words::NO_SUSPEND) },
];

impl KeyCommand {
    /// Its name in the footer.
    pub const fn label(&self) -> &'static str {
        words::command(self.id).0
    }

    /// What the help says.
    pub const fn help(&self) -> &'static str {
        words::command(self.id).1
    }
}

/// The command that a key calls in a context. `?` calls the help only where nothing was typed.
pub fn find(key: Key, context: Context, nothing_typed: bool) -> Option<&'static KeyCommand> {
    TABLE.iter().find(|c| {
        let called = match key {
            Key::F(n) => c.f == Some(n),
            Key::Char('?') => nothing_typed && c.keys.contains(&key),
            key => c.keys.contains(&key),
        };
        called && c.at.contains(&context)
    })
}

/// The commands of the footer now, most useful first. Those that cannot act are there too, so that nothing jumps. Over
/// the list only what the popup itself offers is shown.
pub fn footer(model: &Model) -> Vec<&'static KeyCommand> {
    let context = model.context();
    if matches!(context, Picker | Multi | Context::Reader | Profile) {
        // The comune and what ends the encounter belong to the form of the person.
        let there = |id: Id| match context {
            Profile => matches!(id, Id::Back | Id::Place | Id::Profile | Id::NextCitizen),
            _ => id == Id::Back,
        };
        let own = |c: &&KeyCommand| c.footer > 0 && c.at.contains(&context) && (!c.at.contains(&List) || there(c.id));
        let mut shown: Vec<&KeyCommand> = TABLE.iter().filter(own).collect();
        shown.sort_by_key(|c| c.footer);
        return shown;
    }
    let wide = model.size.0 >= layout::SIDE_BY_SIDE;
    let fits = |c: &&KeyCommand| c.footer > 0 && c.at.contains(&context) && (wide || c.id != Id::SwitchPane);
    let mut shown: Vec<&KeyCommand> = TABLE.iter().filter(fits).collect();
    shown.sort_by_key(|c| c.footer);
    shown
}

/// Last place in the footer of a command that must be found there; those behind it give way.
pub const ESSENTIAL: u8 = 10;

/// Every key of a command that a person need know, for the help.
pub fn all_keys(command: &KeyCommand) -> String {
    if command.id == Id::Link {
        return "1-9".to_owned();
    }
    let doubles = [Key::Ctrl('7'), Key::Ctrl('/')];
    let f = command.f.map(Key::F);
    let keys = f.iter().chain(command.keys.iter().filter(|k| !doubles.contains(k)));
    keys.map(|k| words::key(*k)).collect::<Vec<_>>().join(", ")
}

/// Every command and its keys as a table of Markdown: what `docs/tasti.md` shows.
pub fn markdown_table() -> String {
    let row = |c: &KeyCommand| format!("| {} | {} |\n", all_keys(c), c.help());
    TABLE.iter().fold(words::KEYS_TABLE.to_owned(), |table, command| table + &row(command))
}

/// The keys of a command in the footer: both where `both`, else the one that is best known.
pub fn footer_keys(command: &KeyCommand, both: bool) -> String {
    let best = if command.id == Id::Help { Some(&Key::Char('?')) } else { command.keys.first() };
    let plain = best.map(|k| words::short_key(*k));
    match (command.f, plain) {
        // Many windows keep F10 for a menu of their own.
        (Some(_), Some(plain)) if command.id == Id::Quit => plain,
        (Some(f), Some(plain)) if both => format!("F{f}/{plain}"),
        (Some(f), _) => format!("F{f}"),
        (None, plain) => plain.unwrap_or_default(),
    }
}

/// The help in a region, and before it what is new in the catalogue.
pub fn help_with(news: Option<&str>, region: &str) -> ReaderPage {
    let mut help = help(region);
    if let Some(news) = news {
        let mut lines = vec![ReaderLine::Heading(words::NEWS.to_owned())];
        lines.extend(news.lines().map(|l| ReaderLine::Text(l.to_owned())));
        lines.push(ReaderLine::Space);
        lines.append(&mut help.lines);
        help.lines = lines;
    }
    help
}

/// The help in a region, drawn from the table of commands.
pub fn help(region: &str) -> ReaderPage {
    let mut lines: Vec<ReaderLine> = words::HELP_TOP.iter().map(|l| ReaderLine::Text((*l).to_owned())).collect();
    lines.push(ReaderLine::Space);
    lines.push(ReaderLine::Heading(words::HELP_KEYS.to_owned()));
    for command in TABLE {
        lines.push(ReaderLine::Pair(all_keys(command), command.help().to_owned()));
    }
    let parts: [(&str, &[(&str, &str)]); 4] = [
        (words::HELP_EDIT, &words::HELP_EDITING),
        (words::HELP_SEARCH, &words::HELP_SEARCHING),
        (words::HELP_SIGNS, &words::HELP_SIGN_LIST),
        (words::HELP_MARKS, &words::HELP_MARK_LIST),
    ];
    for (heading, pairs) in parts {
        lines.push(ReaderLine::Space);
        lines.push(ReaderLine::Heading(heading.to_owned()));
        // Rows name the region: the help does too.
        let named = |term: &str| term.replace(words::A_WHOLE_REGION, &whole(region));
        lines.extend(pairs.iter().map(|(a, b)| ReaderLine::Pair(named(a), (*b).to_owned())));
    }
    ReaderPage { title: words::HELP.to_owned(), lines, top: 0, bare: false, step: None }
}
