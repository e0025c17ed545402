//! What the look-up line by line says, beside what the catalogue says and what it shares with the screen.

// What the screen says too.
pub(super) use crate::encounter::words::{
    DONT_KNOW, ELSEWHERE, NEXT_CITIZEN as NEW, NO_LINKS, NO_LINKS_HERE, NO_MATCH, NO_PRINTER, NONE_VERIFIED, NOT_KEPT,
    OFFICE_DECIDES, ONLY_NOT_COMPATIBLE, PRINTED, REPORT_CONFIRM, REPORT_NOTHING, REPORT_OTHER, STAR_OFF, ambito_of,
    as_the_crow_flies, could_not_count, counted, how_to_write, not_printed, not_saved, not_written, others_are, tally,
};
use crate::lingua::lists::count;

pub(super) const WELCOME: &str = "Sportello, una riga alla volta. Scrivi le parole della persona e premi Invio. \
                                  «aiuto» dice i comandi, «esci» finisce.";
pub(super) const ASK: &str = "Cosa chiede la persona? ";
pub(super) const ASK_NEXT: &str = "Numero, parole o comando: ";
pub(super) const ASK_SHORTLY: &str = "Cosa? ";
pub(super) const HINTS_OFF: &str = "Niente suggerimenti. «parla» li ridà.";
pub(super) const HINTS_ON: &str = "Suggerimenti di nuovo detti. «zitto» li toglie.";
pub(super) const ONE_WORD: &str = "Prova con una parola sola: badante, affitto, bonus.";
pub(super) const NO_PLACE: &str = "Con «comune NOME» dico anche a chi chiedere. «numeri» dice i numeri utili.";
pub(super) const NO_LIST: &str = "Prima scrivi che cosa cercare.";
pub(super) const NO_SCHEDA: &str = "Prima apri una scheda: scrivi il suo numero.";
pub(super) const NO_MORE: &str = "Non ci sono altri risultati.";
pub(super) const MORE: &str = "«altri» dice i seguenti.";
pub(super) const NO_SUCH: &str = "Nessun risultato ha questo numero.";
pub(super) const NO_BEFORE: &str = "Non c'è una scheda prima di questa.";
pub(super) const COUNT_CHANNEL: &str = "Come è venuta? sportello, telefono o altro; Invio per non contare: ";
pub(super) const COUNT_OUTCOME: &str = "Esito? informato, inviato, nessun servizio o urgenza; Invio per non contare: ";
pub(super) const NOT_COUNTED: &str = "Non contato.";
pub(super) const NO_LETTERS: &str = "La stampante riceve solo testo: queste lettere non escono giuste. Scrivi il file senza «stampa», e stampalo dal browser.";
pub(super) const KIOSK: &str = "Questa postazione non scrive file e non stampa.";
pub(super) const FORMS: &str = "Scrivi: consegna html, testo, markdown o stampa; «elenco» mette più servizi su una pagina, \
                                «in rumeno» aggiunge una lingua, «invio» è il foglio per l'ufficio, «completa» la scheda lunga.";
pub(super) const AFTER_SCHEDA: &str =
    "«consegna» la scrive in un file, «collegati» dice i servizi collegati, «elenco» torna ai risultati.";
pub(super) const REPORT: &str = "Che cosa segnali? Il numero, o Invio per lasciare: ";
pub(super) const REPORT_WHAT: &str = "Quale? Il numero, o Invio per lasciare: ";
pub(super) const REPORT_VALUE: &str = "Qual è quello giusto? Invio se non si sa: ";
pub(super) const REPORT_MISSING: &str = "Che cosa manca, in poche parole: ";
pub(super) const REPORT_NEW: &str = "Scrivi il valore: ";
pub(super) const REPORT_WHO: &str = "Chi segnala? Un ruolo, non un nome: ";
pub(super) const NO_NEWS: &str = "Nessuna novità.";
pub(super) const REPORT_LEFT: &str = "Non segnalato.";
pub(super) const NO_STARS: &str = "Nessun preferito. «preferito» aggiunge la scheda aperta.";
pub(super) const STAR_ON: &str = "Aggiunto ai preferiti: «preferiti» li elenca.";
pub(super) const NO_MARKS: &str = "Nessun servizio segnato. «segna 2» segna il secondo risultato.";
pub(super) const DESK_IS_COMUNE: &str = "Il luogo di partenza può essere un comune o tutta la regione.";

pub(super) const PROFILE: &str = "Rispondi quello che sai. Invio salta la domanda, «basta» finisce. \
                                  Qui non si conserva niente.";
pub(super) const AGE_HOW: &str = "in anni, o data di nascita";
pub(super) const ISEE_HOW: &str = "in euro, o «non ce l'ha»";
pub(super) const NUMBER_HOW: &str = "un numero";
pub(super) const YES_OR_NO: &str = "sì o no";
pub(super) const CONDITION: &str =
    "Altre condizioni, una parola per volta (vive sola, incinta, sfratto); Invio finisce: ";
pub(super) const NO_CONDITION: &str = "Nessuna condizione con queste parole.";
pub(super) const WHICH: &str = "Quale? Il numero, o Invio per nessuna: ";
pub(super) const ENOUGH: &str = "basta";
pub(super) const NOTHING_TO_ASK: &str =
    "Per ora non c'è altro da chiedere. «profilo» comincia il profilo della persona.";
pub(super) const PROFILE_EMPTY: &str = "Della persona non si sa ancora niente.";
pub(super) const PROFILE_CLEARED: &str = "Profilo svuotato.";
pub(super) const NOTHING_HIDDEN: &str = "Nessun servizio è nascosto.";

pub(super) const PLACE: &str = "Luogo";
pub(super) const TARGETS: &str = "Destinatari";
pub(super) const AREA: &str = "Area";
pub(super) const SEARCHED: &str = "Parole cercate";
pub(super) const SUGGESTION: &str = "Forse cercavi";
pub(super) const TO_CALL: &str = "Da chiamare";
pub(super) const PHONE: &str = "Telefono";
pub(super) const LANGUAGES: &str = "Il foglio c'è anche in";
pub(super) const FROM_HERE_ON: &str = "D'ora in poi si comincia da";
pub(super) const FROM_WORDS: &str = "Il luogo viene dalle parole: «qui» lo toglie.";
pub(super) const PLACE_IS_OWN: &str = "Il luogo non viene dalle parole.";

pub(super) const HELP: [&str; 32] = [
    "Un numero apre il servizio con quel numero.",
    "altri: i risultati che seguono. elenco: di nuovo dal primo.",
    "comune LATIANO: cerca in quel comune; «comune tutti» in tutta la regione.",
    "ambito CASARANO: cerca in quell'ambito; «ambito» da solo apre la scheda dell'ambito del luogo.",
    "qui: toglie il luogo preso dalle parole, o lo rimette.",
    "sempre qui: d'ora in poi si comincia da questo comune.",
    "destinatari ANZIANI: solo per loro, anche più d'uno con la virgola; «destinatari tutti» toglie la scelta, \
     «destinatari» da solo li elenca.",
    "area INCLUSIONE: solo in quell'area; «area tutte» toglie la scelta, «area» da solo le elenca.",
    "filtri: che cosa è scelto adesso.",
    "profilo: le domande sulla persona; poi ogni riga dice se è compatibile, da verificare o non compatibile.",
    "chiedi: la prossima domanda da fare alla persona. profilo vuoto: dimentica le risposte.",
    "tutti: elenca anche i servizi non compatibili, o li nasconde di nuovo.",
    "numeri: i numeri utili e le urgenze.",
    "collegati: i servizi collegati alla scheda aperta. collegato 2: apre il secondo.",
    "indietro: la scheda di prima.",
    "segna 2: segna il secondo risultato, o la scheda aperta con «segna» da solo; di nuovo lo toglie.",
    "segnati: i servizi segnati.",
    "consegna: scrive il foglio del servizio aperto, o di quelli segnati, in un file da stampare.",
    "consegna testo, consegna markdown, consegna html: in quella forma. consegna elenco: una pagina per tutti.",
    "consegna in rumeno: anche in quella lingua. «lingue» le elenca.",
    "consegna invio: il foglio per l'ufficio che riceve la persona. consegna completa: la scheda lunga.",
    "consegna stampa: alla stampante, dove è permesso.",
    "novità: che cosa è cambiato nel catalogo con l'ultimo aggiornamento.",
    "segnala: della scheda aperta, un dato sbagliato, verificato, chiuso o mancante.",
    "preferito: aggiunge o toglie la scheda aperta dai preferiti. preferiti: li elenca.",
    "cerca PAROLE: cerca una parola che è anche un comando.",
    "-parola nella ricerca: senza questa parola. «\"due parole\"»: proprio così, una dopo l'altra.",
    "nuovo: prossima persona, toglie tutto.",
    "ripeti: di nuovo la scheda aperta.",
    "zitto: toglie i suggerimenti e accorcia le domande. parla: li ridà.",
    "aiuto: questo aiuto.",
    "esci: finisce. Finisce anche con Ctrl-D.",
];

/// "Luogo: Latiano.", "Telefono: 0831 721 72 21 (centralino del Comune di Latiano)."
pub(super) fn about(what: &str, said: &str) -> String {
    format!("{what}: {said}.")
}

pub(super) fn services(n: usize) -> String {
    count(n, "servizio", "servizi")
}

/// "12 servizi, da 1 a 10:", "3 servizi:"
pub(super) fn told(of: usize, from: usize, to: usize) -> String {
    if from == 1 && to == of { format!("{}:", services(of)) } else { format!("{of} servizi, da {from} a {to}:") }
}

pub(super) fn whole_region(region: &str) -> String {
    format!("Luogo: {}. Per sceglierne uno scrivi: comune NOME.", crate::catalog::regions::whole(region))
}

pub(super) fn hidden(n: usize) -> String {
    if n == 1 {
        return "1 servizio non compatibile non è elencato: «tutti» lo elenca.".to_owned();
    }
    format!("{n} servizi non compatibili non sono elencati: «tutti» li elenca.")
}

/// How to answer what is to be asked next: "Per rispondere scrivi «chiedi»: decide 9 servizi."
pub(super) fn ask_next(settles: usize) -> String {
    format!("Per rispondere scrivi «chiedi»: decide {}.", services(settles))
}

/// After an answer that was not understood.
pub(super) fn again(how: &str) -> String {
    format!("Non ho capito: {how}. Invio salta la domanda, «basta» finisce.")
}

pub(super) fn marked(n: usize) -> String {
    match n {
        0 => NO_MARKS.to_owned(),
        1 => "1 servizio segnato. «consegna» lo consegna.".to_owned(),
        n => format!("{n} servizi segnati. «consegna» li consegna insieme."),
    }
}

pub(super) fn written(path: &str, remote: bool) -> String {
    let where_it_is =
        if remote { ". È sul server: alla persona si può leggere, o stampare dove è permesso" } else { "" };
    format!("Scritto: {path}{where_it_is}")
}

/// "Catalogo aggiornato: 12 novità."
pub(super) fn news(n: usize) -> String {
    format!("Catalogo aggiornato: {n} novità. «novità» le dice.")
}
