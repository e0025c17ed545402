//! What can be typed: the low form of the arguments, as clap reads it.
//!
//! One definition gives the parsing and the help. Nothing here looks at the catalogue, so values are still the words
//! that were typed; [`super::desk`] and [`super::values`] find out what they mean. Every visible word is Italian.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::common::{COMMON, Common, InfoFormat, TableFormat};

const PAGE: &str = "{about}\n\nUso: {usage}\n\n{all-args}{after-help}\n";

/// `sportello`.
#[derive(Debug, Parser)]
#[command(
    name = "sportello",
    version,
    about = "Trova il servizio sociale giusto con le parole del cittadino.",
    override_usage = "sportello [OPZIONI] [PAROLE]…\n     sportello [OPZIONI] COMANDO …",
    help_template = PAGE,
    after_help = "Esempi:\n  sportello                               apre la ricerca a tutto schermo\n  \
                  sportello --comune latiano badante      la apre già su queste parole\n  \
                  sportello search \"sad latiano\"          risponde e finisce\n  \
                  sportello show br-mesagne/assistenza-domiciliare-sociale\n  \
                  sportello list comuni --format csv",
    subcommand_help_heading = "Comandi",
    subcommand_value_name = "COMANDO",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    max_term_width = 80,
    color = clap::ColorChoice::Never,
)]
pub struct Typed {
    /// Parole da cercare, come le dice il cittadino
    #[arg(value_name = "PAROLE", help_heading = "Argomenti")]
    pub words: Vec<OsString>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,

    /// Postazione aperta a tutti: non scrive file, non avvia programmi, si azzera da sola
    #[arg(long, help_heading = COMMON)]
    pub kiosk: bool,

    /// Mostra la versione
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = COMMON)]
    version: Option<bool>,

    /// The command; without one, the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Cerca e scrive i risultati
    #[command(
        override_usage = "sportello search [OPZIONI] [PAROLE]…",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello search badante --comune latiano\n  \
                      sportello search \"non arrivo a fine mese\" --target famiglie --limit 5\n  \
                      sportello search \"\" --ambito casarano --format csv --limit 0\n  \
                      sportello search -- casa -riposo        esclude la parola «riposo»\n\n\
                      Stato d'uscita: 0 trovato, 1 nessun risultato, 2 uso errato.",
    )]
    Search(Search),
    /// Mostra la scheda di un servizio
    #[command(
        override_usage = "sportello show [OPZIONI] ID…",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello show br-mesagne/assistenza-domiciliare-sociale --comune latiano\n  \
                      sportello show tipologia/asilo-nido\n  \
                      sportello show it/assegno-di-inclusione --format html > scheda.html\n  \
                      sportello show tipologia/asilo-nido --lingua ro --format html > foglio.html\n\n\
                      Stato d'uscita: 0 trovato, 1 nessuna scheda con questo ID, 2 uso errato.",
    )]
    Show(Show),
    /// Dice a che cosa può avere diritto una persona; decide sempre l'ufficio
    #[command(
        override_usage = "sportello orienta [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello orienta --eta 84 --isee 9000 --condizione non-autosufficienza\n  \
                      sportello orienta --minori 2 --isee non-ce-l-ha --comune latiano\n  \
                      sportello orienta --condizione \"subisce violenza\" --format json\n\n\
                      Di ciò che è scritto qui il programma non conserva niente; la shell può ricordare il comando. \
                      Stato d'uscita: 0 fatto, 1 nessun servizio, 2 uso errato.",
    )]
    Orienta(super::orienta::Orienta),
    /// Elenca ambiti, comuni, aree, destinatari, tipologie, numeri utili o scadenze
    #[command(
        override_usage = "sportello list [OPZIONI] ambiti|comuni|aree|target|tipologie|numeri\n     \
                          sportello list scadenze [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello list ambiti\n  sportello list comuni --format json\n  \
                      sportello list scadenze --entro 90 --comune latiano\n  \
                      sportello list scadenze --format ics > scadenze.ics   per il calendario",
    )]
    List(List),
    /// Controlla, scambia e tiene aggiornato il catalogo
    #[command(
        override_usage = "sportello catalog COMANDO …",
        help_template = PAGE,
        disable_help_flag = true,
        disable_help_subcommand = true,
        subcommand_help_heading = "Comandi",
        subcommand_value_name = "COMANDO",
        after_help = "Esempi:\n  sportello catalog validate\n  \
                      sportello catalog export --format xlsx --ambito mesagne -o mesagne.xlsx\n  \
                      sportello catalog import --from xlsx mesagne.xlsx -o nuovo\n  \
                      sportello catalog diff nuovo",
    )]
    Catalog(CatalogArgs),
    /// Dice quanti accessi ha contato lo sportello, senza nomi: per mese, area ed esito
    #[command(
        override_usage = "sportello accessi [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello accessi --da 2026-01 --a 2026-12 --ambito mesagne\n  \
                      sportello accessi --per canale\n  \
                      sportello accessi --format xlsx -o accessi.xlsx\n\n\
                      Si contano solo dove l'amministratore lo ha scelto. I numeri sotto cinque non si \
                      scrivono. Stato d'uscita: 0 scritto, 1 nessun accesso, 2 uso errato.",
    )]
    Accessi(super::accessi::Accessi),
    /// Dice quali file si leggono e si scrivono; con --kiosk, che cosa resta vietato
    #[command(
        override_usage = "sportello paths [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello paths\n  sportello paths --kiosk",
    )]
    Paths(Paths),
    /// Scrive i completamenti per la shell
    #[command(
        override_usage = "sportello completions bash|zsh|fish|powershell\n     sportello completions --valori ELENCO",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  source <(sportello completions bash)              in ~/.bashrc\n  \
                      sportello completions zsh > ~/.zfunc/_sportello   cartella di fpath\n  \
                      sportello completions fish > ~/.config/fish/completions/sportello.fish\n  \
                      sportello completions powershell >> $PROFILE\n  \
                      sportello completions --valori ambiti             uno per riga",
    )]
    Completions(Completions),
    /// Scrive la pagina di manuale
    #[command(
        override_usage = "sportello man",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello man | man -l -\n  \
                      sportello man > ~/.local/share/man/man1/sportello.1",
    )]
    Man(Man),
}

/// `paths`.
#[derive(Debug, Default, Args)]
pub struct Paths {
    /// Come li vede una postazione aperta a tutti
    #[arg(long, help_heading = "Opzioni")]
    pub kiosk: bool,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `search`.
// Each flag is a filter of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct Search {
    /// Parole da cercare; senza parole, tutti i servizi che passano i filtri
    #[arg(value_name = "PAROLE", help_heading = "Argomenti")]
    pub words: Vec<OsString>,

    /// Ambito: nome, inizio del nome o identificativo; si può ripetere
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Vec<String>,

    /// Destinatari, per esempio «anziani»; si può ripetere
    #[arg(long, value_name = "DESTINATARI")]
    pub target: Vec<String>,

    /// Area strategica; si può ripetere
    #[arg(long, value_name = "AREA")]
    pub area: Vec<String>,

    /// Stato: attivo, programmato, avviso-chiuso, da-confermare, storico; si può ripetere
    #[arg(long, value_name = "STATO")]
    pub stato: Vec<String>,

    /// Solo i servizi di questa tipologia, uno per uno
    #[arg(long, value_name = "TIPOLOGIA")]
    pub tipologia: Option<String>,

    /// Solo dove c'è una sede aperta adesso o con orari non noti
    #[arg(long)]
    pub aperto_ora: bool,

    /// Anche i servizi conclusi
    #[arg(long)]
    pub con_storico: bool,

    /// Fra servizi uguali prima il più vicino al comune, in linea d'aria; dove non è noto qui, i più vicini altrove
    #[arg(long, conflicts_with = "explain")]
    pub vicino: bool,

    /// Quanti risultati al massimo; 0 = tutti (se non si dice, 20)
    #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
    pub limit: usize,

    /// Spiega i risultati: quale parola ha trovato che cosa, come e quanto vale
    #[arg(long, conflicts_with = "format")]
    pub explain: bool,

    /// Forma: table (tabella), json, jsonl, csv
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: SearchFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How the results of a search are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// For people.
    #[default]
    Table,
    /// One object.
    Json,
    /// One result a line.
    Jsonl,
    /// For spreadsheets.
    Csv,
}

/// `show`.
#[allow(clippy::struct_excessive_bools)] // each says which paper is wanted; clap refuses two at once
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct Show {
    /// Identificativo, come lo scrive «sportello search»; per i fogli anche più d'uno
    #[arg(value_name = "ID", help_heading = "Argomenti", required = true)]
    pub id: Vec<OsString>,

    /// Età della persona, dove cambia a chi si chiede
    #[arg(long, value_name = "ANNI")]
    pub eta: Option<u8>,

    /// Forma: text (testo), markdown, html, json
    #[arg(long, value_name = "FORMA", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: ShowFormat,

    /// Il foglio per la persona: una pagina, parole semplici
    #[arg(long, conflicts_with_all = ["completa", "elenco", "invio"])]
    pub foglio: bool,

    /// Un foglio solo per più servizi: nome, telefono, che cosa portare
    #[arg(long, conflicts_with_all = ["completa", "invio"])]
    pub elenco: bool,

    /// Il foglio d'invio per l'ufficio che riceve la persona, con le righe da riempire a penna
    #[arg(long, conflicts_with = "completa")]
    pub invio: bool,

    /// La scheda lunga, per l'ufficio (se non si dice altro)
    #[arg(long)]
    pub completa: bool,

    /// Il foglio anche in un'altra lingua, a fronte dell'italiano: ar, en, fr, ka, ro, sq, uk, zh
    #[arg(long, value_name = "LINGUA", conflicts_with_all = ["completa", "invio"])]
    pub lingua: Option<String>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How a scheda is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// For people.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// One page that prints well.
    Html,
    /// One object.
    Json,
}

/// `list`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct List {
    /// Che cosa elencare: ambiti, comuni, aree, target, tipologie, numeri, scadenze
    #[arg(value_name = "ELENCO", help_heading = "Argomenti", hide_possible_values = true)]
    pub what: Listed,

    /// Con «scadenze»: entro quanti giorni (se non si dice, 60)
    #[arg(long, value_name = "GIORNI", default_value_t = 60, hide_default_value = true)]
    pub entro: u16,

    /// Forma: table (tabella), json, csv; per le scadenze anche ics (calendario)
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: ListFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Ambiti territoriali sociali.
    Ambiti,
    /// Comuni.
    Comuni,
    /// Areas strategiche.
    Aree,
    /// Target groups.
    Target,
    /// Tipologie.
    Tipologie,
    /// Numbers to call.
    Numeri,
    /// What opens, closes and ends soon.
    Scadenze,
}

/// How a list is written; a calendar only of what has days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Table,
    /// One array.
    Json,
    /// For spreadsheets.
    Csv,
    /// An iCalendar file (RFC 5545).
    Ics,
}

/// `catalog`.
#[derive(Debug, Args)]
pub struct CatalogArgs {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,

    /// Which one.
    #[command(subcommand)]
    pub command: CatalogCommand,
}

/// The commands of `catalog`.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Controlla i file e scrive ogni problema, uno per riga
    #[command(
        override_usage = "sportello catalog validate [OPZIONI] [PERCORSO]…",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog validate\n  sportello catalog validate nuovo/ambiti/br-mesagne.json\n\n\
                      Ogni riga: file:riga:colonna: [codice] problema – rimedio\n\n\
                      Stato d'uscita: 0 nessun problema, 1 problemi, 2 uso errato.",
    )]
    Validate(CatalogValidate),
    /// Dice da dove viene il catalogo e che cosa contiene
    #[command(
        override_usage = "sportello catalog info [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog info\n  sportello --catalog nuovo catalog info --format json",
    )]
    Info(CatalogInfo),
    /// Dice che cosa manca a ogni scheda, dalle peggiori, con i totali per ambito
    #[command(
        override_usage = "sportello catalog verify [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog verify --ambito casarano\n  \
                      sportello catalog verify --format csv > da-completare.csv\n  \
                      sportello catalog verify --scadenze --al 2027-01-15",
    )]
    Verify(CatalogVerify),
    /// Descrive un ambito: abitanti, servizi per area, livelli dovuti, accessi
    #[command(
        override_usage = "sportello catalog profilo --ambito AMBITO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog profilo --ambito mesagne\n  \
                      sportello catalog profilo --ambito mesagne --format html -o profilo.html\n  \
                      sportello catalog profilo --ambito mesagne --format xlsx -o profilo.xlsx\n\n\
                      Serve al profilo di comunità del Piano di zona. Gli accessi ci sono dove si contano.",
    )]
    Profilo(super::profilo::CatalogProfilo),
    /// Scrive lo schema JSON dei file di un catalogo
    #[command(
        override_usage = "sportello catalog schema [OPZIONI] [FILE]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog schema\n  sportello catalog schema ambiti",
    )]
    Schema(CatalogSchema),
    /// Scrive il catalogo in un altro formato: foglio di calcolo, CSV, HSDS, CPSV-AP
    #[command(
        override_usage = "sportello catalog export --format FORMATO -o PERCORSO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog export --format xlsx --ambito casarano -o casarano.xlsx\n  \
                      sportello catalog export --format csv -o cartella\n  \
                      sportello catalog export --format hsds --shape ndjson -o servizi.ndjson\n  \
                      sportello catalog export --format cpsv-ap -o servizi.jsonld",
    )]
    Export(super::export::CatalogExport),
    /// Legge un foglio di calcolo, CSV o HSDS e ne fa un catalogo da usare con --catalog
    #[command(
        override_usage = "sportello catalog import --from FORMATO PERCORSO [-o CARTELLA] [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog import --from xlsx casarano.xlsx -o catalogo\n  \
                      sportello catalog import --from csv fogli -o catalogo --partial\n  \
                      sportello catalog import --from csv uffici.csv --sheet sedi --dry-run\n  \
                      sportello catalog import --from hsds archivio.json -o catalogo\n  \
                      sportello catalog import --from calls telefonate.xlsx --by PUA\n\n\
                      Stato d'uscita: 0 scritto, 1 celle da correggere o nulla da scrivere, 2 uso errato.",
    )]
    Import(CatalogImport),
    /// Dice che cosa cambia fra due cataloghi
    #[command(
        override_usage = "sportello catalog diff [PRIMA] DOPO",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog diff catalogo\n  sportello catalog diff catalogo-vecchio catalogo-nuovo",
    )]
    Diff(super::diff::CatalogDiff),
    /// Prepara una regione, un ambito, un servizio o una sede da completare
    #[command(
        override_usage = "sportello catalog new regione|ambito|servizio|sede NOMI… [-o CARTELLA]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog new ambito le-nuovo Casarano Matino -o catalogo\n  \
                      sportello catalog new regione emilia-romagna -o catalogo\n  \
                      sportello catalog new ambito mo-modena Modena --regione emilia-romagna -o dati\n  \
                      sportello catalog new servizio casarano asilo-nido -o catalogo\n  \
                      sportello catalog new sede casarano pua-centro -o catalogo",
    )]
    New(super::new::CatalogNew),
    /// Segnala un dato sbagliato, verificato, chiuso o mancante
    #[command(
        override_usage = "sportello catalog report ID --topic COSA --by RUOLO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog report ID --topic sbagliato --set telefono --by PUA\n  \
                      sportello catalog report ID --topic manca --set orari=\"lun 9-12\" --by PUA\n  \
                      sportello catalog report ID --sede pua --topic verificato --by PUA\n\n\
                      La segnalazione è una proposta: la accetta chi può scrivere il catalogo.",
    )]
    Report(super::report::CatalogReport),
    /// Elenca le segnalazioni che aspettano
    #[command(
        override_usage = "sportello catalog proposals [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog proposals --ambito mesagne\n  \
                      sportello catalog proposals --format json\n\n\
                      Stato d'uscita: 0 ce ne sono, 1 non ce ne sono, 2 uso errato.",
    )]
    Proposals(super::proposals::CatalogProposals),
    /// Accetta segnalazioni: diventano correzioni di un livello
    #[command(
        override_usage = "sportello catalog accept ID… -o LIVELLO --by RUOLO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog accept 20261128-01 -o /srv/sportello --by PUA\n\n\
                      Stato d'uscita: 0 tutte accettate, 1 qualcuna no, 2 uso errato.",
    )]
    Accept(super::proposals::CatalogAccept),
    /// Respinge segnalazioni, con il motivo
    #[command(
        override_usage = "sportello catalog reject ID… --why TESTO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog reject 20261128-01 --why \"il numero risponde\"\n\n\
                      Stato d'uscita: 0 tutte respinte, 1 qualcuna no, 2 uso errato.",
    )]
    Reject(super::proposals::CatalogReject),
    /// Dice chi chiamare oggi: un numero per riga, con che cosa chiedere
    #[command(
        override_usage = "sportello catalog calls [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog calls --ambito mesagne\n  \
                      sportello catalog calls --format xlsx -o telefonate.xlsx\n\n\
                      Il foglio compilato torna con «sportello catalog import --from calls».",
    )]
    Calls(super::calls::CatalogCalls),
    /// Scrive le lettere a Comuni e Uffici di Piano: che cosa sappiamo, da correggere
    #[command(
        override_usage = "sportello catalog letters [--ambito A | --comune C] -o CARTELLA",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog letters --ambito mesagne -o lettere\n  \
                      sportello catalog letters --comune latiano -o lettere\n\n\
                      Per ognuno: testo per la PEC, pagina A4, foglio da compilare. Il foglio torna\n\
                      con «sportello catalog import --from calls».",
    )]
    Letters(super::letters::CatalogLetters),
    /// Scrive la Carta dei servizi di un ambito, da stampare e pubblicare
    #[command(
        override_usage = "sportello catalog carta --ambito A -o FILE [--format FORMA] [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog carta --ambito mesagne -o carta.html\n  \
                      sportello catalog carta --ambito mesagne --format docx -o carta.docx\n\n\
                      Dice solo ciò che è in catalogo; ciò che manca sta in fondo, per l'ufficio.",
    )]
    Carta(super::carta::CatalogCarta),
    /// Confronta un registro pubblico con il catalogo
    #[command(
        override_usage = "sportello catalog reconcile FILE --from REGISTRO [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog reconcile unita.csv --from ipa --ambito mesagne\n  \
                      sportello catalog reconcile registri.csv --from registro-puglia --format json\n  \
                      sportello catalog reconcile a.csv --from csv --map name=Nome,comune=Citta\n\n\
                      Le colonne che parlano di persone non vengono lette.",
    )]
    Reconcile(super::reconcile::CatalogReconcile),
    /// Fa un pacchetto del catalogo, da portare dove non c'è rete
    #[command(
        override_usage = "sportello catalog pack -o FILE [--sign CHIAVE] [OPZIONI]",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello --catalog livello catalog pack -o catalogo.zip\n  \
                      sportello --catalog livello catalog pack -o catalogo.zip --sign minisign.key\n\n\
                      La coppia di chiavi la fa il programma minisign.",
    )]
    Pack(super::pack::CatalogPack),
    /// Mette un pacchetto al posto di un livello: intero, o niente
    #[command(
        override_usage = "sportello catalog apply FILE [--key CHIAVE] -o LIVELLO",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog apply catalogo.zip --key minisign.pub -o /srv/sportello\n\n\
                      Un pacchetto cambiato, più vecchio o scaduto non viene usato.",
    )]
    Apply(super::apply::CatalogApply),
    /// Torna al pacchetto di prima
    #[command(
        override_usage = "sportello catalog rollback LIVELLO",
        help_template = PAGE,
        disable_help_flag = true,
        after_help = "Esempi:\n  sportello catalog rollback /srv/sportello",
    )]
    Rollback(super::apply::CatalogRollback),
}

/// `catalog validate`.
#[derive(Debug, Args)]
pub struct CatalogValidate {
    /// File o cartelle da controllare; senza, il catalogo in uso
    #[arg(value_name = "PERCORSO", help_heading = "Argomenti")]
    pub paths: Vec<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog verify`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogVerify {
    /// Ambito: nome, inizio del nome o identificativo; si può ripetere
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Vec<String>,

    /// Dice invece che cosa sarà finito il giorno di «--al»: edizioni, soglie, importi, requisiti
    #[arg(long)]
    pub scadenze: bool,

    /// Quante schede al massimo; 0 = tutte (se non si dice: 20 in tabella, tutte in json e csv)
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// Forma: table (tabella), json, csv
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: TableFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog schema`.
#[derive(Debug, Args)]
pub struct CatalogSchema {
    /// Il file: comuni.json, ambiti, tipologie…; senza, tutti
    #[arg(value_name = "FILE", help_heading = "Argomenti")]
    pub file: Option<OsString>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog info`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogInfo {
    /// Forma: table (tabella), json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: InfoFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `completions`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct Completions {
    /// La shell: bash, zsh, fish, powershell
    #[arg(
        value_name = "SHELL",
        help_heading = "Argomenti",
        hide_possible_values = true,
        required_unless_present = "valori"
    )]
    pub shell: Option<Shell>,

    /// Elenca invece, uno per riga, i valori di un'opzione: comuni, ambiti, target, aree, stati, tipologie, condizioni,
    /// schede, lingue
    #[arg(long, value_name = "ELENCO", hide_possible_values = true, conflicts_with = "shell")]
    pub valori: Option<Values>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// The one of Windows.
    #[value(name = "powershell")]
    Windows,
}

/// The values that can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Values {
    /// Names of comuni.
    Comuni,
    /// Identifiers of ambiti.
    Ambiti,
    /// Identifiers of target groups.
    Target,
    /// Identifiers of areas.
    Aree,
    /// Words for the status.
    Stati,
    /// Identifiers of tipologie.
    Tipologie,
    /// Identifiers of conditions.
    Condizioni,
    /// Whatever `show` takes.
    Schede,
    /// Codes of the languages of the sheet.
    Lingue,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog import`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogImport {
    /// Il file o la cartella da leggere
    #[arg(value_name = "PERCORSO", help_heading = "Argomenti")]
    pub path: PathBuf,

    /// Formato: xlsx (foglio di calcolo), csv, hsds; calls (telefonate o lettere tornate: diventano segnalazioni)
    #[arg(long, value_name = "FORMATO", hide_possible_values = true)]
    pub from: ImportFormat,

    /// Cartella in cui scrivere il catalogo letto
    #[arg(short = 'o', long = "output", value_name = "CARTELLA", required_unless_present_any = ["dry_run", "sheet", "by"])]
    pub output: Option<PathBuf>,

    /// Per calls: chi ha chiamato, un ruolo e non un nome
    #[arg(long, value_name = "RUOLO", required_if_eq("from", "calls"))]
    pub by: Option<String>,

    /// Per calls: cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// Scrive le righe che vanno bene anche se altre non vanno
    #[arg(long)]
    pub partial: bool,

    /// L'ambito delle righe, o dei servizi di hsds, che non dicono il loro
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Toglie le schede e i contatti che non hanno più una riga; senza, restano e vengono elencati
    #[arg(long)]
    pub togli_mancanti: bool,

    /// Un elenco con altre colonne: che cosa contiene, sedi o servizi
    #[arg(long, value_name = "FOGLIO", hide_possible_values = true)]
    pub sheet: Option<ListKind>,

    /// Per --sheet: quale colonna è quale campo (COLONNA=CAMPO, più d'uno separati da virgole, o un file con uno per riga; auto = come proposto)
    #[arg(long, value_name = "COLONNA=CAMPO", requires = "sheet")]
    pub map: Vec<String>,

    /// Dice che cosa farebbe e non scrive niente
    #[arg(long)]
    pub dry_run: bool,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// Human Services Data Specification, 1.1 to 3.3.
    Hsds,
    /// A folder of CSV files, or one of them.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// The sheet of the calls or of a letter, filled in.
    Calls,
}

/// What a list of an office's own holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// Offices and structures.
    Sedi,
    /// Services.
    Servizi,
}
