//! The one table of commands: what each is called, which keys call it, where, and whether it can act now.
//!
//! Footer and help are drawn from it, so that they cannot disagree. Every command has a key that survives PuTTY, tmux
//! and screen; the F-key beside it is a comfort.

use super::app::Model;
use super::input::Key;
use super::{hand, layout, words};

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Id {
    Open,
    Links,
    Link,
    Choose,
    Mark,
    Back,
    SwitchPane,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Place,
    Targets,
    Area,
    Profile,
    Field,
    FieldDone,
    Question,
    ClearProfile,
    NotCompatible,
    Numeri,
    Star,
    NextCitizen,
    Copy,
    Help,
    Redraw,
    Suspend,
    Quit,
    HandOver,
    MarkRow,
    Ambito,
}

/// Who has the keys that are no letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Context {
    List,
    Scheda,
    Picker,
    /// A picker in which several may be chosen.
    Multi,
    Reader,
    /// The form of the profile.
    Profile,
}

use Context::{List, Multi, Picker, Profile, Reader, Scheda};

const EVERYWHERE: &[Context] = &[List, Scheda, Picker, Multi, Reader, Profile];
const SERVICES: &[Context] = &[List, Scheda];

/// A row of the table.
#[derive(Debug)]
pub struct Command {
    /// What it does.
    pub id: Id,
    /// The F-key beside it.
    pub f: Option<u8>,
    /// Keys that arrive everywhere; the first one is shown.
    pub keys: &'static [Key],
    /// Where it exists.
    pub at: &'static [Context],
    /// Its name in the footer.
    pub label: &'static str,
    /// What the help says.
    pub help: &'static str,
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
pub const TABLE: &[Command] = &[
    Command { id: Id::Open, f: None, keys: &[Key::Enter], at: &[List], label: "apri", footer: 1,
        help: "apre la scheda; su «38 ambiti» mostra dove si trova il servizio",
        available: |m| when(m.current().is_some(), words::NOTHING_TO_OPEN) },
    Command { id: Id::Back, f: None, keys: &[Key::Esc], at: EVERYWHERE, label: "indietro", footer: 2,
        help: "un passo indietro; non esce mai e non cancella quello che hai scritto",
        available: |m| when(m.can_go_back(), words::ESC_NEVER_QUITS) },
    Command { id: Id::Place, f: Some(2), keys: &[Key::Ctrl('o')], at: EVERYWHERE, label: "comune", footer: 4,
        help: "sceglie comune o ambito", available: always },
    Command { id: Id::Targets, f: Some(3), keys: &[Key::Ctrl('t')], at: EVERYWHERE, label: "destinatari", footer: 5,
        help: "sceglie i destinatari, anche più d'uno", available: always },
    Command { id: Id::Area, f: Some(4), keys: &[Key::Ctrl('r')], at: EVERYWHERE, label: "area", footer: 6,
        help: "sceglie l'area", available: always },
    Command { id: Id::Profile, f: Some(5), keys: &[Key::Ctrl('g')], at: EVERYWHERE, label: "profilo", footer: 7,
        help: "la persona: età, ISEE, condizioni; la lista dice che cosa è compatibile", available: always },
    Command { id: Id::Numeri, f: Some(6), keys: &[Key::Ctrl('e')], at: EVERYWHERE, label: "numeri", footer: 7,
        help: "numeri utili e urgenze",
        available: |m| when(!m.picker().is_some_and(|p| p.purpose == super::picker::Purpose::Numeri), words::ALREADY_NUMERI) },
    Command { id: Id::NextCitizen, f: Some(8), keys: &[Key::Ctrl('x')], at: EVERYWHERE, label: "nuovo", footer: 8,
        help: "prossima persona: cancella ricerca, filtri, segni e profilo, torna al comune della postazione", available: always },
    Command { id: Id::Copy, f: None, keys: &[Key::Ctrl('y')], at: SERVICES, label: "copia", footer: 11,
        help: "copia la scheda e la mostra senza bordi, da selezionare con il mouse",
        available: |m| when(m.current_id().is_some(), words::NO_SCHEDA_HERE) },
    Command { id: Id::Star, f: Some(7), keys: &[Key::Ctrl('f')], at: SERVICES, label: "preferito", footer: 12,
        help: "mette o toglie il servizio dai preferiti",
        available: |m| when(m.current_id().is_some_and(|id| !id.starts_with("ambito/")), words::NO_SCHEDA_HERE) },
    Command { id: Id::Help, f: Some(1), keys: &[Key::Ctrl('_'), Key::Ctrl('7'), Key::Ctrl('/'), Key::Char('?')], at: EVERYWHERE, label: "aiuto", footer: 9,
        help: "questo aiuto; anche «?» quando la ricerca è vuota", available: always },
    Command { id: Id::Quit, f: Some(10), keys: &[Key::Ctrl('q'), Key::Ctrl('c')], at: EVERYWHERE, label: "esci", footer: 10,
        help: "esce", available: always },
    Command { id: Id::SwitchPane, f: None, keys: &[Key::Tab, Key::BackTab], at: SERVICES, label: "lista/scheda", footer: 3,
        help: "passa dalla lista alla scheda, dove si vedono insieme",
        available: |m| when(m.size.0 >= layout::SIDE_BY_SIDE, words::ONE_PANE) },
    Command { id: Id::Links, f: None, keys: &[Key::Enter], at: &[Scheda], label: "collegati", footer: 3,
        help: "nella scheda: elenco dei servizi collegati",
        available: |m| when(m.shown_scheda().is_some_and(|s| !s.scheda.links.is_empty()) || m.ambito_now().is_some(), words::NO_LINKS) },
    Command { id: Id::Link, f: None, keys: DIGITS, at: &[Scheda], label: "servizio collegato", footer: 0,
        help: "nella scheda: apre il servizio collegato con quel numero",
        available: |m| when(m.shown_scheda().is_some_and(|s| !s.scheda.links.is_empty()), words::NO_LINKS) },
    Command { id: Id::Choose, f: None, keys: &[Key::Enter], at: &[Picker, Multi], label: "scegli", footer: 1,
        help: "negli elenchi: sceglie e chiude",
        available: |m| when(m.picker().is_some_and(|p| p.current().is_some()), words::PICKER_EMPTY) },
    Command { id: Id::Mark, f: None, keys: &[Key::Tab, Key::Insert, Key::Ctrl(' ')], at: &[Multi], label: "segna", footer: 2,
        help: "nei destinatari: aggiunge o toglie e resta nell'elenco",
        available: |m| when(m.picker().is_some_and(|p| p.current().is_some()), words::PICKER_EMPTY) },
    Command { id: Id::FieldDone, f: None, keys: &[Key::Enter], at: &[Profile], label: "avanti/segna", footer: 1,
        help: "nel profilo: campo seguente; su una condizione sì [x], no [-], non detto [ ]", available: always },
    Command { id: Id::Field, f: None, keys: &[Key::Tab, Key::BackTab], at: &[Profile], label: "campo", footer: 0,
        help: "nel profilo: campo seguente o precedente", available: always },
    Command { id: Id::Question, f: None, keys: &[Key::Ctrl('d')], at: &[Profile], label: "domanda", footer: 3,
        help: "nel profilo: al campo della prossima domanda",
        available: |m| when(m.person.question().is_some(), words::NO_QUESTION) },
    Command { id: Id::ClearProfile, f: None, keys: &[Key::Ctrl('s')], at: &[Profile], label: "svuota", footer: 3,
        help: "nel profilo: cancella tutto quello che è stato detto",
        available: |m| when(m.person.is_told(), words::PROFILE_IS_EMPTY) },
    Command { id: Id::NotCompatible, f: None, keys: &[Key::Ctrl('v')], at: &[List], label: "non compatibili", footer: 0,
        help: "con il profilo: mostra o nasconde i servizi non compatibili",
        available: |m| when(m.person.counts().is_some_and(|c| c.not_compatible > 0), words::NONE_NOT_COMPATIBLE) },
    Command { id: Id::Up, f: None, keys: &[Key::Up, Key::Ctrl('p')], at: EVERYWHERE, label: "su", footer: 0,
        help: "una riga su", available: always },
    Command { id: Id::Down, f: None, keys: &[Key::Down, Key::Ctrl('n')], at: EVERYWHERE, label: "giù", footer: 0,
        help: "una riga giù", available: always },
    Command { id: Id::PageUp, f: None, keys: &[Key::PageUp], at: EVERYWHERE, label: "pagina su", footer: 0,
        help: "una pagina su", available: always },
    Command { id: Id::PageDown, f: None, keys: &[Key::PageDown], at: EVERYWHERE, label: "pagina giù", footer: 0,
        help: "una pagina giù", available: always },
    Command { id: Id::Top, f: None, keys: &[Key::Home], at: &[Scheda, Reader], label: "inizio", footer: 0,
        help: "nella scheda: all'inizio", available: always },
    Command { id: Id::Bottom, f: None, keys: &[Key::End], at: &[Scheda, Reader], label: "fine", footer: 0,
        help: "nella scheda: alla fine", available: always },
    Command { id: Id::Redraw, f: None, keys: &[Key::Ctrl('l')], at: EVERYWHERE, label: "ridisegna", footer: 0,
        help: "ridisegna lo schermo, se si è sporcato", available: always },
    Command { id: Id::Suspend, f: None, keys: &[Key::Ctrl('z')], at: EVERYWHERE, label: "sospendi", footer: 0,
        help: "sospende il programma; «fg» lo riprende",
        available: |m| when(!m.kiosk, words::NO_SUSPEND) },
    Command { id: Id::HandOver, f: Some(9), keys: &[Key::Ctrl('k')], at: SERVICES, label: "consegna", footer: 7,
        help: "consegna la scheda, o quelle segnate: stampa, file, codice QR, schermo",
        available: hand::available },
    Command { id: Id::MarkRow, f: None, keys: &[Key::Ctrl(' '), Key::Insert], at: SERVICES, label: "segna", footer: 13,
        help: "segna o toglie il servizio, per consegnarne più d'uno insieme",
        available: |m| when(m.current_id().is_some(), words::NO_SCHEDA_HERE) },
    Command { id: Id::Ambito, f: None, keys: &[Key::Ctrl('s')], at: SERVICES, label: "ambito", footer: 14,
        help: "l'ambito del luogo scelto: recapiti, comuni, piano di zona",
        available: |m| when(m.ambito_now().is_some(), words::NO_AMBITO) },
];

/// The command that a key calls in a context. `?` calls the help only where nothing was typed.
pub fn find(key: Key, context: Context, nothing_typed: bool) -> Option<&'static Command> {
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
pub fn footer(model: &Model) -> Vec<&'static Command> {
    let context = model.context();
    if matches!(context, Picker | Multi | Reader | Profile) {
        // The comune and what ends the encounter belong to the form of the person.
        let there = |id: Id| match context {
            Profile => matches!(id, Id::Back | Id::Place | Id::Profile | Id::NextCitizen),
            _ => id == Id::Back,
        };
        let own = |c: &&Command| c.footer > 0 && c.at.contains(&context) && (!c.at.contains(&List) || there(c.id));
        let mut shown: Vec<&Command> = TABLE.iter().filter(own).collect();
        shown.sort_by_key(|c| c.footer);
        return shown;
    }
    let wide = model.size.0 >= layout::SIDE_BY_SIDE;
    let fits = |c: &&Command| c.footer > 0 && c.at.contains(&context) && (wide || c.id != Id::SwitchPane);
    let mut shown: Vec<&Command> = TABLE.iter().filter(fits).collect();
    shown.sort_by_key(|c| c.footer);
    shown
}

/// Last place in the footer of a command that must be found there; those behind it give way.
pub const ESSENTIAL: u8 = 10;

/// A key's name: "Invio", "F2", "Ctrl-O".
pub fn name(key: Key) -> String {
    match key {
        Key::Char(' ') => "Spazio".to_owned(),
        Key::Char(c) => c.to_string(),
        Key::Ctrl(' ') => "Ctrl-Spazio".to_owned(),
        Key::Ctrl(c) => format!("Ctrl-{}", c.to_uppercase()),
        Key::F(n) => format!("F{n}"),
        Key::Enter => "Invio".to_owned(),
        Key::Esc => "Esc".to_owned(),
        Key::Backspace => "Backspace".to_owned(),
        Key::Delete => "Canc".to_owned(),
        Key::Insert => "Ins".to_owned(),
        Key::Tab => "Tab".to_owned(),
        Key::BackTab => "Maiusc-Tab".to_owned(),
        Key::Up => "freccia su".to_owned(),
        Key::Down => "freccia giù".to_owned(),
        Key::Left => "freccia sinistra".to_owned(),
        Key::Right => "freccia destra".to_owned(),
        Key::Home => "Home".to_owned(),
        Key::End => "Fine".to_owned(),
        Key::PageUp => "Pag su".to_owned(),
        Key::PageDown => "Pag giù".to_owned(),
    }
}

/// Every key of a command that a person need know, for the help.
pub fn all_keys(command: &Command) -> String {
    if command.id == Id::Link {
        return "1-9".to_owned();
    }
    let doubles = [Key::Ctrl('7'), Key::Ctrl('/')];
    let f = command.f.map(Key::F);
    let keys = f.iter().chain(command.keys.iter().filter(|k| !doubles.contains(k)));
    keys.map(|k| name(*k)).collect::<Vec<_>>().join(", ")
}

/// The keys of a command in the footer: both where `both`, else the one that is best known.
pub fn footer_keys(command: &Command, both: bool) -> String {
    let plain = command.keys.first().map(|k| match k {
        Key::Ctrl(' ') => "^Spazio".to_owned(),
        Key::Ctrl(c) if command.id != Id::Help => format!("^{}", c.to_uppercase()),
        Key::Ctrl(_) => "?".to_owned(),
        k => name(*k),
    });
    match (command.f, plain) {
        // Many windows keep F10 for a menu of their own.
        (Some(_), Some(plain)) if command.id == Id::Quit => plain,
        (Some(f), Some(plain)) if both => format!("F{f}/{plain}"),
        (Some(f), _) => format!("F{f}"),
        (None, plain) => plain.unwrap_or_default(),
    }
}
