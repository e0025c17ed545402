//! Letters where a call does not reach: to a comune or an Ufficio di Piano, with what we hold of its services to correct.
//!
//! Recipients are the certified addresses and sites of the catalogue; nothing is sent. A letter is a text for the PEC, an
//! A4 page, and the sheet that comes back like that of the calls. No name of a person stands in any of them.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::call_sheet::{CallLine, workbook};
use crate::catalog::model::{Ambito, AmbitoIx, Catalog, Comune, ComuneIx, Scope, Servizio};
use crate::catalog::values::{Basis, PartialDate};
use crate::exchange::raw::Refusal;
use crate::lingua::fold::fold;
use crate::lingua::fold::slug;
use crate::lingua::lines::wrap;
use crate::scheda::html::escape;

/// Columns of the text of a PEC.
const WIDTH: usize = 78;

const STYLE: &str = "@page{size:A4;margin:18mm}body{font:11pt/1.4 Verdana,'DejaVu Sans',Arial,sans-serif;color:#000;\
background:#fff;margin:0 auto;max-width:180mm}h1{font-size:14pt;margin:8mm 0 4mm}p{margin:0 0 3mm}\
table{border-collapse:collapse;width:100%;margin:0 0 5mm}th,td{border:1px solid #000;padding:1.5mm;text-align:left;\
vertical-align:top;overflow-wrap:anywhere}td.giusto{width:38%}caption{text-align:left;font-weight:bold;padding:3mm 0 1mm}\
table{break-inside:avoid}";

/// To whom letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To every comune and Ufficio di Piano that can be written to.
    All,
    /// To one ambito and its comuni.
    Ambito(AmbitoIx),
    /// To one comune.
    Comune(ComuneIx),
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The name of its files, without ending.
    pub file: String,
    /// To whom: "Comune di Latiano".
    pub to: String,
    /// The certified address.
    pub pec: Option<String>,
    /// The site, for a form where there is no address.
    pub website: Option<String>,
    /// Text for the PEC.
    pub text: String,
    /// A4 page.
    pub html: String,
    /// The sheet to fill in, a workbook.
    pub sheet: Vec<u8>,
}

/// The letters. Who has neither an address nor a site gets none.
///
/// # Errors
/// [`Refusal`] where a sheet cannot be composed.
pub fn letters(catalog: &Catalog, to: To, today: NaiveDate) -> Result<Vec<Letter>, Refusal> {
    let wanted_ambito = |ix: AmbitoIx| match to {
        To::All => true,
        To::Ambito(only) => only == ix,
        To::Comune(_) => false,
    };
    let wanted_comune = |ix: ComuneIx, c: &Comune| match to {
        To::All => true,
        To::Ambito(only) => c.ambito == only,
        To::Comune(only) => only == ix,
    };
    let mut out = Vec::new();
    for (ix, ambito) in catalog.ambiti.pairs().filter(|(ix, _)| wanted_ambito(*ix)) {
        let r = &ambito.record;
        if !can_be_written_to(ambito) {
            continue;
        }
        let lines = of_ambito(catalog, ix, ambito);
        let recipient = Recipient {
            file: format!("ufficio-di-piano-{}", r.id),
            to: format!("Ufficio di Piano – {}", r.name),
            pec: r.pec.first().or(r.emails.first()).map(ToString::to_string),
            website: r.website.as_ref().map(ToString::to_string),
        };
        out.push(letter(recipient, &lines, today)?);
    }
    for (ix, comune) in catalog.comuni.pairs().filter(|(ix, c)| wanted_comune(*ix, c)) {
        let r = &comune.record;
        if r.pec.is_none() && r.website.is_none() {
            continue;
        }
        let lines = of_comune(catalog, ix, comune);
        let recipient = Recipient {
            file: format!("{}-{}", r.istat, slug(&r.name)),
            to: format!("Comune di {} – Servizi sociali", r.name),
            pec: r.pec.as_ref().map(ToString::to_string),
            website: r.website.as_ref().map(ToString::to_string),
        };
        out.push(letter(recipient, &lines, today)?);
    }
    Ok(out)
}

/// The list of the letters: file, recipient, address, site.
pub fn list(letters: &[Letter]) -> Vec<Vec<String>> {
    let head = ["File", "Destinatario", "PEC", "Sito"].map(str::to_owned).to_vec();
    let row = |l: &Letter| {
        vec![l.file.clone(), l.to.clone(), l.pec.clone().unwrap_or_default(), l.website.clone().unwrap_or_default()]
    };
    std::iter::once(head).chain(letters.iter().map(row)).collect()
}

fn can_be_written_to(ambito: &Ambito) -> bool {
    let r = &ambito.record;
    !r.pec.is_empty() || !r.emails.is_empty() || r.website.is_some()
}

struct Recipient {
    file: String,
    to: String,
    pec: Option<String>,
    website: Option<String>,
}

/// What a comune can say: its own contacts, the places in it, the services that are its own alone; where nobody else can be
/// asked of the ambito and it leads it, the ambito's too.
fn of_comune(catalog: &Catalog, ix: ComuneIx, comune: &Comune) -> Vec<CallLine> {
    let mut ids = vec![format!("comune/{}", comune.record.istat)];
    let here = catalog.sedi.iter().filter(|s| s.comune == Some(ix) && s.is_living());
    ids.extend(here.map(|s| s.record.id.to_string()));
    let own = |s: &&Servizio| s.comuni.as_deref() == Some(&[ix]) && s.is_living();
    ids.extend(catalog.servizi.iter().filter(own).map(|s| s.id.to_string()));
    let mut lines: Vec<CallLine> = ids.iter().filter_map(|id| CallLine::of_record(catalog, id)).collect();
    let ambito = &catalog.ambiti[comune.ambito];
    if !can_be_written_to(ambito) && leads(ambito, comune) {
        lines.extend(of_ambito(catalog, comune.ambito, ambito));
    }
    lines
}

fn leads(ambito: &Ambito, comune: &Comune) -> bool {
    ambito.record.capofila.as_ref().is_some_and(|c| fold(c).contains(&fold(&comune.record.name)))
}

/// What an Ufficio di Piano can say: its own contacts, places without a comune, every service of the ambito.
fn of_ambito(catalog: &Catalog, ix: AmbitoIx, ambito: &Ambito) -> Vec<CallLine> {
    let mut lines: Vec<CallLine> =
        CallLine::of_record(catalog, &format!("ambito/{}", ambito.record.id)).into_iter().collect();
    let sedi = catalog.sedi.each(&ambito.sedi);
    let open = sedi.filter(|s| s.comune.is_none() && s.is_living());
    lines.extend(open.filter_map(|s| CallLine::of_record(catalog, &s.record.id)));
    for servizio in catalog.servizi.iter().filter(|s| s.scope == Scope::Ambito(ix) && s.is_living()) {
        let checked = servizio.record.as_ref().and_then(|r| r.checked);
        let is_there = match (servizio.basis, checked) {
            (Basis::Norma, _) => "previsto dalla norma: c'è? dove?",
            (_, None) => "c'è ancora?",
            (_, Some(_)) => "è ancora così?",
        };
        let Some(mut line) = CallLine::of_record(catalog, &servizio.id) else { continue };
        line.ask = format!("{is_there}\n{}", line.ask);
        lines.push(line);
    }
    lines
}

fn letter(to: Recipient, lines: &[CallLine], today: NaiveDate) -> Result<Letter, Refusal> {
    let day = PartialDate::from_day(today);
    Ok(Letter {
        text: text(&to, lines, day),
        html: html(&to, lines, day),
        sheet: workbook(lines, day)?,
        file: to.file,
        to: to.to,
        pec: to.pec,
        website: to.website,
    })
}

/// What every letter says before the list.
fn words(to: &Recipient) -> [String; 3] {
    [
        "gli sportelli sociali indirizzano le persone con i recapiti che trovate qui sotto. Vengono da fonti pubbliche e \
         nessuno li ha ancora verificati con voi: un numero che non risponde manda via chi ha bisogno."
            .to_owned(),
        format!(
            "Vi chiediamo di dirci che cosa è giusto e che cosa no. Si può rispondere a questo messaggio con il foglio \
             «{}.xlsx» compilato, oppure scrivendo solo ciò che va corretto. Dove tutto è giusto basta scriverlo.",
            to.file
        ),
        "Servono dati degli uffici, non delle persone: per favore nessun nome, cellulare o indirizzo personale. Gli indirizzi \
         delle case rifugio non vanno mai scritti."
            .to_owned(),
    ]
}

const SUBJECT: &str = "Servizi sociali: verifica dei recapiti e delle informazioni date ai cittadini";

fn text(to: &Recipient, lines: &[CallLine], day: PartialDate) -> String {
    let mut out = String::new();
    if let Some(pec) = &to.pec {
        let _ = writeln!(out, "A: {pec}");
    } else if let Some(site) = &to.website {
        let _ = writeln!(out, "A: modulo dei contatti di {site}");
    }
    let _ = writeln!(out, "Oggetto: {SUBJECT}\n\n{}\n{}\n", to.to, day.in_words());
    for paragraph in std::iter::once("Buongiorno,".to_owned()).chain(words(to)) {
        for line in wrap(&paragraph, WIDTH) {
            let _ = writeln!(out, "{line}");
        }
        out.push('\n');
    }
    for line in lines {
        let _ = writeln!(out, "{}", line.who);
        for ask in line.ask.lines() {
            for (at, piece) in wrap(ask, WIDTH - 4).into_iter().enumerate() {
                let _ = writeln!(out, "{}{piece}", if at == 0 { "  - " } else { "    " });
            }
        }
        let _ = writeln!(out, "  Da correggere: ______________________________\n");
    }
    out.push_str("Grazie.\n");
    out
}

fn html(to: &Recipient, lines: &[CallLine], day: PartialDate) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<p>{}<br>{}</p>\n<h1>{}</h1>\n<p>Buongiorno,</p>\n",
        escape(&to.to),
        escape(&to.to),
        escape(&day.in_words()),
        escape(SUBJECT)
    );
    for paragraph in words(to) {
        let _ = writeln!(out, "<p>{}</p>", escape(&paragraph));
    }
    for line in lines {
        let _ = writeln!(
            out,
            "<table>\n<caption>{}</caption>\n<tr><th>Che cosa sappiamo</th><th>Giusto, oppure che cosa è giusto</th></tr>",
            escape(&line.who)
        );
        for ask in line.ask.lines() {
            let _ = writeln!(out, "<tr><td>{}</td><td class=\"giusto\"></td></tr>", escape(ask));
        }
        out.push_str("</table>\n");
    }
    out.push_str("<p>Grazie.</p>\n</main>\n</body>\n</html>\n");
    out
}
