//! `sportello --lineare`: the same look-up as questions and answers on plain lines, for screen readers and for terminals
//! that can do nothing else.
//!
//! One line in, some lines out, no escape sequence at all. [`Dialogue`] does not know what its two ends are; clock,
//! preferences and folders are found in [`run`]. What a person asks and is answered is in [`crate::encounter`]; here it is
//! said: [`persona`] asks about the person, [`consegna`] hands over, [`words`] is what is said beside that.

mod accessi;
mod consegna;
mod filtri;
mod persona;
mod segnala;
mod words;

use std::fmt::Display;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use super::args::Typed;
use super::desk::{self, Desk};
use super::outcome::{Failure, RunOutcome};
use super::output::{Style, note};
use super::start::Start;
use super::{kiosk, search};
use crate::catalog::model::Catalog;
use crate::encounter::calls::calls;
use crate::encounter::deed::Deed;
use crate::encounter::lookup::Lookup;
use crate::encounter::outside::{Done, Outside};
use crate::encounter::rows::{self, RowText};
use crate::encounter::{Encounter, OpenScheda, Workplace};
use crate::lingua::lines::wrap;
use crate::lingua::sentences::upper_first;
use crate::lingua::signs::clean;
use crate::lingua::spoken::spoken;
use crate::platform::{self, Awaited};
use crate::scheda::{NextStep, Page, Scheda, Tone, text};
use crate::search::{Hit, Place, Row};
use crate::state;

/// Results that are told at once.
const AT_ONCE: usize = 10;

/// Columns where nobody knows how many there are: a line of braille.
const BRAILLE: usize = 40;

/// The narrowest line and the widest.
const NARROWEST: usize = 20;
const WIDEST: usize = 200;

/// Longest line that is read, bytes; the rest of a longer one is the next line.
const LONGEST: u64 = 4096;

/// Asks and answers until the person leaves or input ends.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(typed: &Typed) -> Result<RunOutcome, Failure> {
    let common = &typed.common;
    kiosk::refuse(common)?;
    let mut start = Start::at(Desk::open(common)?, common)?;
    for problem in &start.problems {
        note(&problem.to_string());
    }
    let preferences = start.preferences;
    let kept = match &preferences.comune {
        Some(state::DeskHome::Comune(istat)) => start.catalog.find_comune(istat),
        _ => None,
    };
    let terminal = if io::stdout().is_terminal() { platform::tty::size().ok() } else { None };
    start.style.width = columns(platform::desk::env("COLUMNS").as_deref(), terminal.map(|(columns, _)| columns));
    let workplace = Workplace {
        place: start.comune.or(kept).map(Place::Comune),
        kiosk: common.kiosk,
        printer: desk::may_print(&preferences),
        remote: desk::is_remote(),
        counts: start.outside.counting.is_some(),
        reports: start.outside.office.is_some(),
        starred: preferences.starred.clone(),
        ..Workplace::default()
    };
    let ends = (platform::line::stdin()?, io::stdout().lock());
    let mut dialogue = Dialogue {
        idle: common.kiosk.then(|| kiosk::idle(&preferences)),
        ..Dialogue::new(start.style, (Lookup::over(start.catalog), workplace, start.outside), ends)
    };
    dialogue.hold(&search::query(&typed.words))?;
    Ok(RunOutcome::Done)
}

/// Columns of a line: those that the variable `COLUMNS` says, else those of the terminal, else those of a braille line.
fn columns(said: Option<&str>, terminal: Option<u16>) -> usize {
    let said = said.and_then(|said| said.parse().ok()).filter(|columns| *columns > 0);
    let terminal = terminal.map(usize::from).filter(|columns| *columns > 0);
    said.or(terminal).unwrap_or(BRAILLE).clamp(NARROWEST, WIDEST)
}

/// One desk's questions and answers.
struct Dialogue {
    style: Style,
    encounter: Encounter,
    outside: Outside,
    /// The results as they are numbered: the rows of the answer in the order in which they are told, without those that are
    /// hidden.
    listed: Vec<Row>,
    /// Results told so far.
    told: usize,
    /// The desk as it was found at the start.
    first: Workplace,
    /// How long a line may be waited for before the next person is expected; `None`: for ever.
    idle: Option<Duration>,
    /// What helps who is new is said too.
    hints: bool,
    /// Somebody has asked something that the next person must not find.
    touched: bool,
    /// Nobody answered for that long: every question that is open ends.
    away: bool,
    /// Why the line is gone: nothing is said on it any more, and every question that is open ends.
    broken: Option<io::Error>,
    input: BufReader<Box<dyn Awaited>>,
    out: Box<dyn Write>,
}

impl Dialogue {
    /// A dialogue in which nothing was asked yet: what it answers from, the desk as it was found, and the line.
    fn new(
        style: Style,
        (lookup, workplace, outside): (Lookup, Workplace, Outside),
        (input, out): (impl Awaited + 'static, impl Write + 'static),
    ) -> Self {
        let first = workplace.clone();
        let mut encounter = Encounter { workplace, ..Encounter::new(lookup, desk::now()) };
        encounter.next();
        Self {
            style,
            encounter,
            outside,
            listed: Vec::new(),
            told: 0,
            first,
            idle: None,
            hints: true,
            touched: false,
            away: false,
            broken: None,
            input: BufReader::new(Box::new(input)),
            out: Box::new(out),
        }
    }

    fn catalog(&self) -> &Catalog {
        self.encounter.catalog()
    }

    fn hold(&mut self, first: &str) -> io::Result<()> {
        self.say_wrapped(words::WELCOME);
        self.say_place();
        self.say_growth();
        if !first.trim().is_empty() {
            self.touched = true;
            self.search(first);
        }
        loop {
            if std::mem::take(&mut self.away) {
                self.say("");
                self.encounter.workplace.clone_from(&self.first);
                self.hints = true;
                self.next_citizen();
                self.touched = false;
            }
            self.say("");
            let question = match (self.hints, self.listed.is_empty()) {
                (false, _) => words::ASK_SHORTLY,
                (true, true) => words::ASK,
                (true, false) => words::ASK_NEXT,
            };
            match self.ask(question) {
                Some(line) if self.take(&line) => {}
                Some(_) => break,
                None if self.away => {}
                None => {
                    self.say("");
                    break;
                }
            }
        }
        self.broken.take().map_or_else(|| self.out.flush(), Err)
    }

    /// The answer to a question, trimmed and harmless; `None` at the end of the input, where the person has gone away, and
    /// where the line is gone.
    fn ask(&mut self, question: &str) -> Option<String> {
        let gone = self.away || self.broken.is_some();
        let heard = if gone { Ok(None) } else { self.hear(question) };
        heard.map_err(|why| self.broken = Some(why)).ok().flatten()
    }

    fn hear(&mut self, question: &str) -> io::Result<Option<String>> {
        write!(self.out, "{}", self.style.text(&spoken(question)))?;
        self.out.flush()?;
        if let Some(idle) = self.idle.filter(|_| self.touched)
            && self.input.buffer().is_empty()
            && !self.input.get_ref().comes(idle)
        {
            self.away = true;
            return Ok(None);
        }
        self.touched = true;
        let mut line = Vec::new();
        if io::Read::take(&mut self.input, LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.encounter.now = desk::now();
        let line = String::from_utf8_lossy(&line);
        Ok(Some(clean(line.trim()).trim().to_owned()))
    }

    /// Takes a line; `false` where it was the last.
    fn take(&mut self, line: &str) -> bool {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (first, rest) = (first.to_lowercase(), rest.trim());
        if let Some(row) = position(line).and_then(|at| self.listed.get(at)).cloned() {
            self.open(&row);
            return true;
        }
        let is_number = |text: &str| text.parse::<usize>().is_ok();
        match (first.as_str(), rest) {
            ("", _) => {}
            ("esci", "") => return false,
            ("aiuto" | "?", "") => words::HELP.iter().for_each(|l| self.say_wrapped(l)),
            ("zitto" | "zitta", "") => self.talk(false),
            ("parla", "") => self.talk(true),
            ("nuovo", "") => return self.end_encounter().is_none_or(|line| self.take(&line)),
            ("numeri", "") => self.numeri(),
            ("altri", "") => self.more(),
            ("elenco", "") => self.list_again(),
            ("filtri", "") => self.say_filters(),
            ("profilo", "") => self.ask_profile(),
            ("profilo", "vuoto") => self.forget_person(),
            ("chiedi", "") => self.ask_question(),
            ("tutti", "") => self.toggle_hidden(),
            ("collegati", "") => self.say_links(),
            ("collegato", n) if is_number(n) => self.open_link(n),
            ("indietro", "") => self.back(),
            ("ripeti", "") => self.tell_sheet(),
            ("segna", "") => self.mark(self.open_now(), words::NO_SCHEDA),
            ("segna", n) if is_number(n) => self.mark(self.id_of(n), words::NO_SUCH),
            ("segnati", "") => self.say_marks(),
            ("consegna", form) => self.hand_over(form),
            ("lingue", "") => self.say_languages(),
            ("segnala", "") => self.report(),
            ("novità" | "novita", "") => self.say_news(),
            ("preferito", "") => self.star(),
            ("preferiti", "") => self.say_stars(),
            ("sempre", "qui") => self.keep_desk(),
            ("qui", "") => self.take_place_back(),
            ("ambito", "") => self.open_ambito(),
            (which @ ("destinatari" | "area"), "") => self.say_options(which),
            ("comune", "") => self.say_place(),
            (which @ ("comune" | "ambito" | "destinatari" | "area"), value) => self.filter(which, value),
            ("cerca", asked) if !asked.is_empty() => self.search(asked),
            _ => self.search(line),
        }
        true
    }

    fn next_citizen(&mut self) {
        self.encounter.next();
        self.listed.clear();
        self.say(words::NEW);
        self.say_place();
    }

    /// Does outside what is wanted, and says what became of it.
    fn carry_out(&mut self, deed: &Deed) {
        match self.outside.carry_out(deed, &self.encounter) {
            Done::Nothing | Done::Kept(Ok(())) | Done::Counted(Ok(())) => {}
            Done::Kept(Err(why)) => self.say(words::not_saved(&why)),
            Done::Counted(Err(why)) => self.say_wrapped(&words::could_not_count(&why)),
            Done::Reported(said) => self.say_wrapped(&said),
            Done::Written(Ok(path)) => self.say(words::written(&path, self.encounter.workplace.remote)),
            Done::Written(Err(why)) => self.say(words::not_written(&why)),
            Done::Printed(Ok(())) => self.say(words::PRINTED),
            Done::Printed(Err(why)) => self.say(words::not_printed(&why)),
        }
    }

    fn say(&mut self, line: impl AsRef<str>) {
        let line = spoken(line.as_ref());
        let line = self.style.text(&line);
        self.write(&format!("{line}\n"));
    }

    fn say_wrapped(&mut self, text: &str) {
        self.say_each(wrap(&spoken(text), self.style.width));
    }

    fn say_each(&mut self, lines: impl IntoIterator<Item: AsRef<str>>) {
        for line in lines {
            self.say(line);
        }
    }

    fn write(&mut self, text: &str) {
        if self.broken.is_none() {
            self.broken = self.out.write_all(text.as_bytes()).err();
        }
    }

    /// What only helps who does not know the commands yet.
    fn hint(&mut self, text: &str) {
        if self.hints {
            self.say_wrapped(text);
        }
    }

    /// `zitto`, `parla`.
    fn talk(&mut self, hints: bool) {
        self.hints = hints;
        self.say(if hints { words::HINTS_ON } else { words::HINTS_OFF });
    }

    fn search(&mut self, asked: &str) {
        let request = &mut self.encounter.request;
        asked.clone_into(&mut request.text);
        request.literal = false;
        request.only_type = None;
        self.look();
    }

    fn look(&mut self) {
        self.encounter.look(false);
        self.encounter.schede.clear();
        let (catalog, answer) = (Arc::clone(&self.encounter.lookup.catalog), self.encounter.answer.clone());
        let danger = answer.danger.iter().flat_map(|d| d.lines(&catalog));
        danger.for_each(|line| self.say_wrapped(&line));
        if answer.understood.place.is_some() {
            self.say_place();
            if self.hints && self.encounter.place_from_words() {
                self.say(words::FROM_WORDS);
            }
        }
        for numero in answer.numeri.iter().filter_map(|at| catalog.numeri.get(*at)) {
            self.say(words::about(words::TO_CALL, &format!("{} {}", numero.number, numero.name)));
        }
        if let Some(office) = answer.elsewhere.and_then(|at| catalog.altrove.get(at)) {
            self.say_wrapped(&format!("{}{}. {}", words::ELSEWHERE, office.name, office.say));
        }
        for suggestion in &answer.suggestions {
            self.say(words::about(words::SUGGESTION, &suggestion.query));
        }
        let Some(first) = answer.rows.first() else {
            self.judge();
            self.say(words::NO_MATCH);
            match self.ambito_scheda() {
                Some(scheda) => self.say_wrapped(&scheda.next_step),
                None => self.say(words::NO_PLACE),
            }
            return self.hint(words::ONE_WORD);
        };
        if !first.sure && answer.elsewhere.is_none() {
            self.say(words::DONT_KNOW);
        }
        self.show_rows();
    }

    /// Tells the first rows of the answer.
    fn show_rows(&mut self) {
        self.told = 0;
        self.judge();
        if self.listed.is_empty() && self.hidden() > 0 {
            self.say(words::ONLY_NOT_COMPATIBLE);
            return self.say_person();
        }
        self.more();
    }

    /// `elenco`: the results from the first one.
    fn list_again(&mut self) {
        self.told = 0;
        self.more();
    }

    /// Who can be asked at the place that holds.
    fn ambito_scheda(&self) -> Option<Scheda> {
        let (ambito, _) = self.encounter.ambito_of(self.encounter.place_now()?);
        Some(Scheda::of_ambito(self.catalog(), ambito, &self.encounter.viewer()))
    }

    /// The next results.
    fn more(&mut self) {
        let (from, of) = (self.told, self.listed.len());
        if from >= of {
            return self.say(if of == 0 { words::NO_LIST } else { words::NO_MORE });
        }
        self.told = (from + AT_ONCE).min(of);
        self.say(words::told(of, from + 1, self.told));
        if from == 0 {
            self.say_of_all();
        }
        for at in from..self.told {
            self.say_each(self.others_begin(at).into_iter().chain(self.row(at)));
        }
        if self.told < of {
            self.hint(words::MORE);
        }
        if from == 0 {
            self.say_person();
        }
    }

    /// A result in a line: number, name, what it is for the person, where it is, how sure.
    fn row(&self, at: usize) -> Option<String> {
        let row = self.listed.get(at)?;
        let text = RowText::of(self.catalog(), row, self.encounter.seen());
        let outcome = self.encounter.person.mark(row).map_or("", |mark| mark.outcome.label());
        let mut parts = vec![format!("{}. {}{}", at + 1, text.name, text.acronyms), outcome.to_owned()];
        parts.extend([text.trust, text.place, text.phone, text.now, words::as_the_crow_flies(&text.far)]);
        parts.retain(|p| !p.is_empty());
        Some(parts.join(", "))
    }

    /// The identifier of the result with a number.
    fn id_of(&self, number: &str) -> Option<String> {
        Some(self.listed.get(position(number)?)?.hit.entry(self.catalog()).id())
    }

    /// The identifier of the open scheda.
    fn open_now(&self) -> Option<String> {
        self.encounter.scheda().map(|s| s.id.clone())
    }

    /// What is true of every result: that none was verified, and who answers where a result names nobody else.
    fn say_of_all(&mut self) {
        // The number first: for most it is all they wait for.
        if let Some(usual) = self.encounter.seen().usual(self.catalog()) {
            self.say(words::about(usual.label, &format!("{}, {}", usual.phone, usual.name)));
        }
        if rows::none_is_verified(self.catalog(), &self.listed) {
            let [said, _] = words::NONE_VERIFIED;
            self.say(format!("{}.", upper_first(said)));
        }
    }

    /// A result that was chosen by its number: its places where it has several, else its scheda.
    fn open(&mut self, row: &Row) {
        match row.hit {
            Hit::Tipologia(ix) if row.ambiti > 1 && self.encounter.request.only_type.is_none() => {
                self.encounter.request.only_type = Some(ix);
                self.look();
            }
            hit => {
                self.encounter.schede.clear();
                self.open_id(&hit.entry(self.catalog()).id());
            }
        }
    }

    fn open_id(&mut self, id: &str) {
        self.look_at_reports();
        if self.encounter.open(id) { self.tell_sheet() } else { self.say(words::NO_SCHEDA) }
    }

    /// The open scheda from its first line, what it says to the person before it.
    fn tell_sheet(&mut self) {
        let Some(scheda) = self.encounter.scheda().cloned() else { return self.say(words::NO_SCHEDA) };
        let scheda = scheda.spoken();
        let phone = scheda.opening.iter().find(|pair| pair.tone == Tone::Call).map(|pair| pair.value.as_str());
        if let Some(phone) = phone.filter(|phone| phone.starts_with(|c: char| c.is_ascii_digit())) {
            self.say_wrapped(&words::about(words::PHONE, phone));
        }
        self.say_reasons(&scheda);
        // Whoever listens needs the next step first; the rest may be interrupted.
        let page = Page { next_step: NextStep::First, ..Page::plain(self.style.width) };
        let text = text::render(std::slice::from_ref(&scheda), &page);
        self.write(&self.style.text(&text));
        self.say("");
        self.hint(words::AFTER_SCHEDA);
    }

    fn open_ambito(&mut self) {
        let Some(scheda) = self.ambito_scheda() else { return self.say_place() };
        self.encounter.schede.push(OpenScheda { scheda, top: 0 });
        self.tell_sheet();
    }

    /// `collegati`.
    fn say_links(&mut self) {
        let Some(scheda) = self.encounter.scheda() else { return self.say(words::NO_SCHEDA) };
        let links = scheda.links.iter().zip(1..);
        let links: Vec<String> = links.map(|(link, number)| format!("collegato {number}: {}", link.title)).collect();
        if links.is_empty() {
            return self.say(words::NO_LINKS);
        }
        self.say_each(links);
    }

    /// `collegato 2`.
    fn open_link(&mut self, number: &str) {
        let Some(scheda) = self.encounter.scheda() else { return self.say(words::NO_SCHEDA) };
        match position(number).and_then(|at| scheda.links.get(at)).map(|l| l.id.clone()) {
            Some(id) => self.open_id(&id),
            None => self.say(words::NO_LINKS_HERE),
        }
    }

    /// `indietro`: the scheda from which this one was opened, else the results.
    fn back(&mut self) {
        let open = &mut self.encounter.schede;
        match (open.pop(), open.is_empty()) {
            (None, _) => self.say(words::NO_BEFORE),
            (Some(_), true) => self.list_again(),
            (Some(_), false) => self.tell_sheet(),
        }
    }

    /// `numeri`: whom to call, in the order of dialling.
    fn numeri(&mut self) {
        let catalog = Arc::clone(&self.encounter.lookup.catalog);
        for call in calls(&catalog, self.encounter.place_now(), self.encounter.today()) {
            let [number, name, beside] = call.said(&catalog);
            let beside = if beside.is_empty() { beside } else { format!(", {beside}") };
            self.say(format!("{}: {name}{beside}", number.trim_end_matches(':')));
        }
    }
}

/// Lines with a number each, by which one of them is chosen.
fn numbered(lines: impl IntoIterator<Item: Display>) -> impl Iterator<Item = String> {
    lines.into_iter().zip(1..).map(|(line, number)| format!("{number}. {line}"))
}

/// The position that a number which counts from one means.
fn position(typed: &str) -> Option<usize> {
    typed.parse::<usize>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::super::common::Common;
    use std::sync::Arc;

    use super::*;
    use crate::encounter::person::Person;

    #[test]
    fn a_line_is_as_wide_as_columns_says_then_as_the_terminal_is_then_as_a_line_of_braille() {
        assert_eq!(columns(Some("60"), Some(110)), 60);
        assert_eq!(columns(None, Some(110)), 110);
        for said in [None, Some(""), Some("0"), Some("tante")] {
            assert_eq!(columns(said, None), 40, "{said:?}");
            assert_eq!(columns(said, Some(0)), 40, "{said:?}");
            assert_eq!(columns(said, Some(80)), 80, "{said:?}");
        }
        assert_eq!((columns(Some("7"), None), columns(Some("7000"), None)), (20, 200));
    }

    #[test]
    fn a_kiosk_of_lines_forgets_who_went_away_and_wakes_only_once() {
        let mut common = Common::default();
        common.kiosk = true;
        let desk = Desk::open_silently(&common).unwrap();
        let (mut person, theirs) = UnixStream::pair().unwrap();
        let workplace = Workplace { kiosk: true, ..Workplace::default() };
        let lookup = Lookup::over(Arc::new(desk.catalog));
        let line = (theirs.try_clone().unwrap(), theirs);
        let mut dialogue = Dialogue {
            idle: Some(Duration::from_millis(60)),
            ..Dialogue::new(desk.style, (lookup, workplace, Outside::nowhere()), line)
        };
        std::thread::scope(|scope| {
            let talk = scope.spawn(move || {
                let mut heard = Vec::new();
                let mut until = |person: &mut UnixStream, word: &str| {
                    let mut bytes = [0; 4096];
                    while !String::from_utf8_lossy(&heard).contains(word) {
                        let count = person.read(&mut bytes).unwrap();
                        assert!(count > 0, "the end came before {word:?}");
                        heard.extend_from_slice(bytes.get(..count).unwrap());
                    }
                    std::mem::take(&mut heard)
                };
                until(&mut person, words::ASK);
                // Gone after a search, and gone in the middle of the questions about the person.
                for lines in ["comune latiano\nsempre qui\nbadante\n", "badante\nprofilo\n80\n"] {
                    person.write_all(lines.as_bytes()).unwrap();
                    until(&mut person, words::NEW);
                }
                // Nobody is there: nothing wakes it.
                std::thread::sleep(Duration::from_millis(200));
                person.write_all(b"elenco\nesci\n").unwrap();
                let said = String::from_utf8(until(&mut person, words::NO_LIST)).unwrap();
                assert!(!said.contains(words::NEW), "woken without a reason: {said}");
                // Still on the line while the last question is written.
                person
            });
            dialogue.hold("").unwrap();
            talk.join().unwrap();
        });
        let encounter = dialogue.encounter;
        assert_eq!(encounter.workplace.place, None);
        assert!(encounter.request.text.is_empty() && encounter.request.place.is_none());
        assert_eq!(encounter.person, Person::default());
    }
}
