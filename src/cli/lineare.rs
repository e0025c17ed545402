//! `sportello --lineare`: the same look-up as questions and answers on plain lines, for screen readers and for terminals
//! that can do nothing else.
//!
//! One line in, some lines out, no escape sequence at all. [`Dialogue`] is generic over its two ends; clock, preferences
//! and folders are found in [`run`].

use std::env;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use super::args::Typed;
use super::desk::{self, Desk};
use super::{Failure, Outcome, kiosk, search, values};
use crate::catalog::model::{AreaIx, Catalog, Scope, TargetIx, TipologiaIx};
use crate::catalog::text::clean;
use crate::catalog::values::Stato;
use crate::consegna::{Form, file, printer};
use crate::exchange::schema_org;
use crate::scheda::words::wrap;
use crate::scheda::{Page, Scheda, Viewer, text};
use crate::search::{Answer, Hit, Index, Place, Request, Row, look_up};
use crate::state::{self, Places};

/// Results that are told at once.
const AT_ONCE: usize = 10;

/// Longest line that is read, bytes; the rest of a longer one is the next line.
const LONGEST: u64 = 4096;

const WELCOME: &str = "Sportello, una riga alla volta. Scrivi le parole della persona e premi Invio. \
                       «aiuto» dice i comandi, «esci» finisce.";
const ASK: &str = "Cosa chiede la persona? ";
const ASK_NEXT: &str = "Numero, parole o comando: ";
const NOTHING: &str = "Nessun servizio trovato. Prova con una parola sola: badante, affitto, bonus.";
const RELAXED: &str = "Nessun servizio con tutte le parole. I più vicini:";
const NO_LIST: &str = "Prima scrivi che cosa cercare.";
const NO_SCHEDA: &str = "Prima apri una scheda: scrivi il suo numero.";
const NO_MORE: &str = "Non ci sono altri risultati.";
const NEW: &str = "Pronto per la prossima persona.";
const NO_PRINTER: &str = "Su questa postazione la stampa non è permessa: la permette l'amministratore.";
const KIOSK: &str = "Questa postazione non scrive file e non stampa.";
const FORMS: &str = "Scrivi: consegna html, consegna testo, consegna markdown o consegna stampa.";
const HELP: [&str; 13] = [
    "Un numero apre il servizio con quel numero.",
    "comune LATIANO: cerca in quel comune; «comune tutti» in tutta la regione.",
    "ambito CASARANO: cerca in quell'ambito.",
    "destinatari ANZIANI: solo per loro; «destinatari tutti» toglie la scelta.",
    "area INCLUSIONE: solo in quell'area; «area tutte» toglie la scelta.",
    "numeri: i numeri utili e le urgenze.",
    "altri: i risultati che seguono.",
    "elenco: di nuovo i risultati.",
    "consegna: scrive la scheda aperta in un file da stampare; FORMA può essere html, testo, markdown o stampa.",
    "cerca PAROLE: cerca una parola che è anche un comando.",
    "nuovo: prossima persona, toglie tutto.",
    "aiuto: questo aiuto.",
    "esci: finisce. Finisce anche con Ctrl-D.",
];

/// Asks and answers until the person leaves or input ends.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(typed: &Typed) -> Result<Outcome, Failure> {
    let common = &typed.common;
    kiosk::refuse(common)?;
    let desk = Desk::open(common)?;
    let places = if common.kiosk {
        Places::kiosk()
    } else {
        Places { config_file: common.config.clone(), ..Places::of_this_machine(|name| env::var_os(name)) }
    };
    let preferences = state::load(&places).preferences;
    let given = desk.one_comune()?;
    let kept = match &preferences.comune {
        Some(state::Desk::Comune(istat)) => desk.catalog.find_comune(istat),
        _ => None,
    };
    if common.kiosk {
        kiosk::lock(desk.layers.paths().map(|(_, path)| path));
    }
    let index = Index::build(&desk.catalog);
    let home = given.or(kept).map(Place::Comune);
    let mut dialogue = Dialogue {
        desk: &desk,
        index: &index,
        home,
        request: Request { place: home, ..Request::default() },
        answer: Answer::default(),
        told: 0,
        scheda: None,
        printer: preferences.printer.unwrap_or_default(),
        folders: if common.kiosk { Vec::new() } else { file::folders() },
        kiosk: common.kiosk,
        out: io::stdout().lock(),
    };
    dialogue.hold(&mut io::stdin().lock(), &search::query(&typed.words))?;
    Ok(Outcome::Done)
}

/// One desk's questions and answers.
struct Dialogue<'a, W> {
    desk: &'a Desk,
    index: &'a Index,
    home: Option<Place>,
    request: Request,
    answer: Answer,
    /// Results told so far.
    told: usize,
    scheda: Option<Scheda>,
    printer: bool,
    folders: Vec<PathBuf>,
    /// Nothing is written and nothing started.
    kiosk: bool,
    out: W,
}

impl<W: Write> Dialogue<'_, W> {
    fn hold(&mut self, input: &mut impl BufRead, words: &str) -> io::Result<()> {
        self.say_wrapped(WELCOME)?;
        self.say_place()?;
        if !words.trim().is_empty() {
            self.search(words)?;
        }
        loop {
            let question = if self.answer.rows.is_empty() { ASK } else { ASK_NEXT };
            write!(self.out, "\n{}", self.desk.style.text(question))?;
            self.out.flush()?;
            let mut line = Vec::new();
            if io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut line)? == 0 {
                writeln!(self.out)?;
                return self.out.flush();
            }
            let line = String::from_utf8_lossy(&line);
            let line = clean(line.trim()).into_owned();
            if !self.take(line.trim())? {
                return self.out.flush();
            }
        }
    }

    /// Takes a line; `false` where it was the last.
    fn take(&mut self, line: &str) -> io::Result<bool> {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if let Ok(number) = line.parse::<usize>()
            && number > 0
            && number <= self.answer.rows.len()
        {
            self.open(number)?;
            return Ok(true);
        }
        match (first.to_lowercase().as_str(), rest) {
            ("", _) => {}
            ("esci", "") => return Ok(false),
            ("aiuto" | "?", "") => HELP.iter().try_for_each(|l| self.say_wrapped(l))?,
            ("nuovo", "") => {
                self.request = Request { place: self.home, ..Request::default() };
                self.answer = Answer::default();
                self.scheda = None;
                self.say(NEW)?;
                self.say_place()?;
            }
            ("numeri", "") => self.numeri()?,
            ("altri", "") => self.more()?,
            ("elenco", "") => {
                self.told = 0;
                self.more()?;
            }
            ("consegna", form) => self.hand_over(form)?,
            ("comune" | "ambito" | "destinatari" | "area", value) => self.filter(&first.to_lowercase(), value)?,
            ("cerca", words) if !words.is_empty() => self.search(words)?,
            _ => self.search(line)?,
        }
        Ok(true)
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.desk.style.text(line))
    }

    fn say_wrapped(&mut self, text: &str) -> io::Result<()> {
        wrap(text, self.desk.style.width).iter().try_for_each(|line| self.say(line))
    }

    fn say_place(&mut self) -> io::Result<()> {
        let place = self.answer.place.or(self.request.place);
        let catalog = &self.desk.catalog;
        let said = match place {
            None => format!("Luogo: tutta la {}. Per sceglierne uno scrivi: comune NOME.", catalog.regione.name),
            Some(Place::Comune(ix)) => {
                let comune = catalog.comuni.get(ix.at());
                let ambito = comune.map(|c| catalog.scope_label(Scope::Ambito(c.ambito)));
                let name = comune.map(|c| c.record.name.as_str()).unwrap_or_default();
                format!("Luogo: {name}, {}.", ambito.unwrap_or_default())
            }
            Some(Place::Ambito(ix)) => format!("Luogo: {}.", catalog.scope_label(Scope::Ambito(ix))),
        };
        self.say(&said)
    }

    fn search(&mut self, words: &str) -> io::Result<()> {
        words.clone_into(&mut self.request.text);
        self.request.only_type = None;
        self.look()
    }

    fn look(&mut self) -> io::Result<()> {
        self.answer = look_up(&self.desk.catalog, self.index, &self.request, desk::now());
        self.told = 0;
        self.scheda = None;
        if self.answer.understood.place.is_some() {
            self.say_place()?;
        }
        for at in self.answer.numeri.clone() {
            if let Some(numero) = self.desk.catalog.numeri.get(at) {
                self.say(&format!("Da chiamare: {} {}.", numero.number, numero.name))?;
            }
        }
        for suggestion in self.answer.suggestions.clone() {
            self.say(&format!("Forse cercavi: {}.", suggestion.query))?;
        }
        if self.answer.rows.is_empty() {
            self.say(NOTHING)?;
            return self.say_whom_to_ask();
        }
        if self.answer.relaxed {
            self.say(RELAXED)?;
        }
        self.more()
    }

    /// Where nothing was found: who can be asked.
    fn say_whom_to_ask(&mut self) -> io::Result<()> {
        let catalog = &self.desk.catalog;
        let ambito = match self.answer.place.or(self.request.place) {
            Some(Place::Comune(ix)) => catalog.comuni.get(ix.at()).map(|c| c.ambito),
            Some(Place::Ambito(ix)) => Some(ix),
            None => None,
        };
        let viewer = self.viewer();
        let scheda = ambito.and_then(|ix| Scheda::of_ambito(catalog, ix, &viewer));
        match scheda {
            Some(scheda) => self.say(&scheda.next_step),
            None => self.say("Con «comune NOME» dico anche a chi chiedere. «numeri» dice i numeri utili."),
        }
    }

    /// The next results.
    fn more(&mut self) -> io::Result<()> {
        let of = self.answer.rows.len();
        if of == 0 {
            return self.say(NO_LIST);
        }
        if self.told >= of {
            return self.say(NO_MORE);
        }
        let end = (self.told + AT_ONCE).min(of);
        self.say(&match of {
            1 => "1 servizio:".to_owned(),
            _ => format!("{of} servizi, da {} a {end}:", self.told + 1),
        })?;
        let rows: Vec<Row> = self.answer.rows.iter().take(end).skip(self.told).cloned().collect();
        for (at, row) in rows.iter().enumerate() {
            let line = format!("{}. {}", self.told + at + 1, self.row(row));
            self.say(&line)?;
        }
        self.told = end;
        if end < of { self.say("«altri» dice i seguenti.") } else { Ok(()) }
    }

    /// A result in a line: name, where it is, how sure.
    fn row(&self, row: &Row) -> String {
        let catalog = &self.desk.catalog;
        let entry = match row.hit {
            Hit::Tipologia(ix) => catalog.type_entry(ix),
            Hit::Servizio(ix) => catalog.entry(ix),
        };
        let Some(entry) = entry else { return String::new() };
        let mut line = entry.name().to_owned();
        if self.request.only_type.is_some()
            && let Some(scope) = entry.scope()
        {
            // Within one tipologia it is the place that tells them apart.
            line = format!("{}: {line}", catalog.scope_label(scope));
        } else if let Some(acronym) = entry.acronyms().first().filter(|a| !line.contains(a.as_str())) {
            line = format!("{line} ({acronym})");
        }
        let here = match self.answer.place {
            Some(Place::Comune(ix)) => catalog.comuni.get(ix.at()).map(|c| Scope::Ambito(c.ambito)),
            Some(Place::Ambito(ix)) => Some(Scope::Ambito(ix)),
            None => None,
        };
        let place = match (entry.scope(), row.ambiti) {
            // What is the same in every line is not worth a breath.
            (Some(scope), _) if Some(scope) == here || self.request.only_type.is_some() => String::new(),
            (Some(scope), _) => catalog.scope_label(scope),
            (None, 0) => "non noto qui".to_owned(),
            (None, 1) => "1 ambito".to_owned(),
            (None, n) => format!("{n} ambiti"),
        };
        if !place.is_empty() {
            line = format!("{line}, {place}");
        }
        match entry.status(desk::now().date()) {
            None | Some(Stato::Attivo) => {}
            Some(other) => line = format!("{line}, {}", other.label()),
        }
        line
    }

    fn viewer(&self) -> Viewer {
        let comune = match self.answer.place.or(self.request.place) {
            Some(Place::Comune(ix)) => Some(ix),
            _ => None,
        };
        Viewer { comune, now: desk::now() }
    }

    fn open(&mut self, number: usize) -> io::Result<()> {
        let catalog = &self.desk.catalog;
        let Some(row) = number.checked_sub(1).and_then(|at| self.answer.rows.get(at)) else { return Ok(()) };
        let entry = match row.hit {
            Hit::Tipologia(ix) if row.ambiti > 1 && self.request.only_type.is_none() => return self.open_group(ix),
            Hit::Tipologia(ix) => catalog.type_entry(ix),
            Hit::Servizio(ix) => catalog.entry(ix),
        };
        let Some(entry) = entry else { return Ok(()) };
        let scheda = Scheda::of(entry, &self.viewer());
        let page = Page { rules: false, ..Page::screen(self.desk.style.width) };
        let text = text::render(std::slice::from_ref(&scheda), &page);
        self.out.write_all(self.desk.style.text(&text).as_bytes())?;
        self.scheda = Some(scheda);
        self.say("")?;
        self.say("«consegna» la scrive in un file, «elenco» torna ai risultati.")
    }

    fn open_group(&mut self, tipologia: TipologiaIx) -> io::Result<()> {
        self.request.only_type = Some(tipologia);
        self.look()
    }

    fn numeri(&mut self) -> io::Result<()> {
        let lines: Vec<String> = self.desk.catalog.numeri.iter().map(|n| format!("{}: {}", n.number, n.name)).collect();
        lines.iter().try_for_each(|l| self.say(l))
    }

    fn filter(&mut self, which: &str, value: &str) -> io::Result<()> {
        let catalog: &Catalog = &self.desk.catalog;
        let all = matches!(value.to_lowercase().as_str(), "tutti" | "tutte" | "tutta" | "");
        let chosen: Result<(), String> = match which {
            "comune" | "ambito" if all => {
                self.request.place = None;
                Ok(())
            }
            "comune" => values::comune(catalog, value).map(|ix| self.request.place = Some(Place::Comune(ix))),
            "ambito" => values::ambito(catalog, value).map(|ix| self.request.place = Some(Place::Ambito(ix))),
            "destinatari" if all => {
                self.request.targets.clear();
                Ok(())
            }
            "destinatari" => values::target(catalog, value).map(|ix: TargetIx| self.request.targets = vec![ix]),
            _ if all => {
                self.request.areas.clear();
                Ok(())
            }
            _ => values::area(catalog, value).map(|ix: AreaIx| self.request.areas = vec![ix]),
        };
        if let Err(why) = chosen {
            return self.say(&why);
        }
        self.answer.place = None;
        if matches!(which, "comune" | "ambito") {
            self.say_place()?;
        }
        let asked = !self.request.text.is_empty() || !self.request.targets.is_empty() || !self.request.areas.is_empty();
        self.request.only_type = None;
        if asked { self.look() } else { Ok(()) }
    }

    fn hand_over(&mut self, form: &str) -> io::Result<()> {
        if self.kiosk {
            return self.say(KIOSK);
        }
        let Some(scheda) = self.scheda.as_ref() else { return self.say(NO_SCHEDA) };
        let one = std::slice::from_ref(scheda);
        let today = desk::now().date();
        let form = match form.to_lowercase().as_str() {
            "" | "html" => Form::Html,
            "testo" => Form::Text,
            "markdown" => Form::Markdown,
            "stampa" if !self.printer => return self.say(NO_PRINTER),
            "stampa" => {
                let said = match printer::print(&Form::Text.sheet(one, &[], today)) {
                    Ok(()) => "Foglio inviato alla stampante.".to_owned(),
                    Err(why) => format!("Non stampato: {why}."),
                };
                return self.say(&said);
            }
            _ => return self.say(FORMS),
        };
        let data = schema_org::of_schede(&self.desk.catalog, one, &self.viewer());
        let said = match file::write(&self.folders, &form.file_name(one, today), &form.sheet(one, &data, today)) {
            Ok(path) => format!("Scritto: {}", clean(&path.display().to_string())),
            Err(why) => format!("Il file non è stato scritto: {}.", clean(&why)),
        };
        self.say(&said)
    }
}
