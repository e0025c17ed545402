//! The sheet that a person takes home: every one of the catalogue is measured, read by a browser where there is one, and
//! looked through in every language.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/outside.rs"]
mod outside;
#[path = "support/side_by_side.rs"]
mod side_by_side;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use chrono::NaiveDate;
use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx, Entry};
use sportello::catalog::record::LinguaRecord;
use sportello::catalog::text::Text;
use sportello::consegna::foglio::{PHONE_BYTES, Paper, PaperSheet, pieces};
use sportello::consegna::qr::CodeImage;
use sportello::consegna::{COLUMNS, Form};
use sportello::scheda::foglio::{Foglio, FoglioLine, Lingua, PartKind, missing, phrases, sentences};
use sportello::scheda::{Scheda, Viewer};

use side_by_side::side_by_side;

/// A Monday at a quarter past ten.
const NOW: &str = "2026-11-23T10:15:00";

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Most words of a sheet in Italian.
const WORDS: usize = 350;

/// Most lines of a sheet of plain text, of any language and with the numbers of a danger: what a printer puts on one page.
const LINES: usize = 60;

/// Beginnings of words that are the office's and not the person's.
const OF_THE_OFFICE: [&str; 24] = [
    "leps",
    "verificar",
    "fonte",
    "fonti",
    "normativ",
    "d.lgs",
    "l.r.",
    "r.r.",
    "art.",
    "comma",
    "istanz",
    "erogazion",
    "beneficiari",
    "presa in carico",
    "utenz",
    "utente",
    "istat",
    "controllar",
    "catalogo dei",
    "avvalers",
    "segnalar",
    "previsto dalla norma",
    "operatore:",
    "ambito terr",
];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);

fn viewer(comune: Option<ComuneIx>) -> Viewer {
    Viewer::at(comune, NOW.parse().unwrap())
}

fn of_comune(name: &str) -> Viewer {
    viewer(Some(ComuneIx::of(CATALOG.comuni.iter().position(|c| c.record.name.as_str() == name).unwrap())))
}

fn date() -> NaiveDate {
    viewer(None).now.date()
}

fn lingua(code: &str) -> Lingua<'static> {
    Lingua::new(Some(CATALOG.lingua(code).unwrap()))
}

/// Every service of the catalogue as it is asked for in a comune of its own, and every tipologia from one comune: laid out
/// once a language, whichever tests look at them.
fn fogli(lingua: Lingua<'_>) -> &'static [Foglio] {
    static FOGLI: LazyLock<BTreeMap<&str, OnceLock<Vec<Foglio>>>> = LazyLock::new(|| {
        let codes = CATALOG.lingue.iter().map(|l| l.id.as_str());
        codes.chain(["it"]).map(|code| (code, OnceLock::new())).collect()
    });
    FOGLI[code(lingua)].get_or_init(|| laid_out(lingua))
}

fn code(lingua: Lingua<'_>) -> &str {
    lingua.other().map_or("it", |l| l.id.as_str())
}

fn laid_out(lingua: Lingua<'_>) -> Vec<Foglio> {
    let of_servizio = |entry: Entry<'static>| {
        let comune = entry.servizio.and_then(|s| s.comuni.as_deref()).or(entry.ambito().map(|a| a.comuni.as_slice()));
        Foglio::of(entry, &viewer(comune.and_then(<[_]>::first).copied()), lingua)
    };
    let here = of_comune("Latiano");
    let tipologie = CATALOG.tipologie.iter().map(|t| format!("tipologia/{}", t.record.id));
    let ambiti = CATALOG.ambiti.iter().map(|a| format!("ambito/{}", a.record.id));
    let found = tipologie.chain(ambiti).map(|id| Foglio::find(&CATALOG, &id, &here, lingua).expect(&id));
    CATALOG.entries().map(of_servizio).chain(found).collect()
}

fn written(fogli: &[Foglio], paper: Paper, form: Form, lingua: Lingua<'_>) -> String {
    PaperSheet { fogli, paper, lingua, date: date() }.written(form, &[], 72)
}

fn one(foglio: &Foglio, form: Form, lingua: Lingua<'_>) -> String {
    written(std::slice::from_ref(foglio), Paper::Each, form, lingua)
}

/// The sentences of a sheet, names and numbers left out.
fn said(foglio: &Foglio) -> Vec<&str> {
    let lines = foglio.parts.iter().flat_map(|p| &p.lines).filter_map(|l| match l {
        FoglioLine::Text(said) | FoglioLine::Tick(said) => Some(said.it.as_str()),
        FoglioLine::Name(_) | FoglioLine::Phone(..) => None,
    });
    std::iter::once(foglio.what.it.as_str()).chain(lines).collect()
}

#[test]
fn every_sheet_is_short_has_a_number_and_says_nothing_to_the_office() {
    let mut longest = (0, 0);
    for foglio in fogli(Lingua::new(None)) {
        let text = one(foglio, Form::Text, Lingua::new(None));
        let (words, lines) = (text.split_whitespace().count(), text.lines().count());
        longest = (longest.0.max(words), longest.1.max(lines));
        assert!(words <= WORDS && lines <= LINES, "{}: {words} words, {lines} lines\n{text}", foglio.id);
        let lower = said(foglio).join("\n").to_lowercase();
        for word in OF_THE_OFFICE {
            let begins = |at: usize| !lower[..at].ends_with(char::is_alphabetic);
            assert!(!lower.match_indices(word).any(|(at, _)| begins(at)), "{}: «{word}»\n{text}", foglio.id);
        }
        let answers = foglio.lines(PartKind::Where).iter().any(|l| match l {
            FoglioLine::Phone(..) => true,
            FoglioLine::Text(said) => said.it.starts_with("Chieda"),
            _ => false,
        });
        assert!(answers, "{}: nobody to call or to ask\n{text}", foglio.id);
        assert!(!foglio.lines(PartKind::Step).is_empty() || foglio.id.starts_with("ambito/"), "{}", foglio.id);
    }
    assert!(longest.0 > 60, "{longest:?}");
}

/// What is called first in the danger that has most to call.
fn most_numbers() -> String {
    let calls = CATALOG.urgenze.iter().map(|u| {
        let numbers = u.numbers.iter().filter_map(|id| CATALOG.numeri.iter().find(|n| n.id == *id));
        numbers.map(|n| n.number.as_str()).collect::<Vec<_>>().join(" · ")
    });
    calls.max_by_key(String::len).unwrap()
}

/// The longest sheets print on one page, with the numbers of a danger above all others; with `SPORTELLO_FOGLI=tutti` every one does.
#[test]
fn every_sheet_prints_on_one_page() {
    let what = "pages of the sheets counted by a browser";
    let Some(browser) = outside::first_of(&BROWSERS, what) else { return };
    let all = std::env::var_os("SPORTELLO_FOGLI").is_some_and(|v| v == "tutti");
    let (others, call) = (CATALOG.lingue.iter().map(|l| Lingua::new(Some(l))), most_numbers());
    // Two languages at a time: a browser starts on one processor while the other looks for the longest.
    side_by_side(2, std::iter::once((Lingua::new(None), 60)).chain(others.map(|l| (l, 12))), |(lingua, of_them)| {
        let sheets = fogli(lingua).iter().map(|f| f.clone().calling_first(Some(&call), lingua));
        let mut sheets: Vec<Foglio> = sheets.collect();
        sheets.sort_by_cached_key(|f| std::cmp::Reverse(one(f, Form::Html, lingua).len()));
        if !all {
            sheets.truncate(of_them);
        }
        for some in sheets.chunks(150) {
            let pages = outside::printed_pages(browser, &written(some, Paper::Each, Form::Html, lingua));
            assert_eq!(pages, some.len(), "{}: {:?}", code(lingua), long_ones(browser, some, lingua));
        }
    });
}

/// Whoever reads another language gets letters as large as the page allows, mostly as large as in Italian.
#[test]
fn a_translated_sheet_is_in_large_type_where_it_fits() {
    for lingua in std::iter::once(None).chain(CATALOG.lingue.iter().map(Some)).map(Lingua::new) {
        let all = fogli(lingua);
        let html = written(all, Paper::Each, Form::Html, lingua);
        let (large, least) =
            (html.matches("<article>").count(), if lingua.other().is_some() { all.len() / 2 } else { all.len() });
        assert!(large >= least, "{:?}: {large} of {}", lingua.other().map(|l| &l.id), all.len());
        assert_eq!(
            large
                + ["13", "12", "11"]
                    .map(|n| html.matches(&format!("<article class=\"c{n}\">")).count())
                    .iter()
                    .sum::<usize>(),
            all.len()
        );
    }
}

/// Which of them take more than a page.
fn long_ones<'f>(browser: &str, sheets: &'f [Foglio], lingua: Lingua<'_>) -> Vec<&'f str> {
    let html = |f: &Foglio| one(f, Form::Html, lingua);
    sheets.iter().take(12).filter(|f| outside::printed_pages(browser, &html(f)) > 1).map(|f| f.id.as_str()).collect()
}

#[test]
fn three_services_are_a_page_each_or_one_list() {
    let fogli = mother_of_latiano(Lingua::new(None));
    let each = written(&fogli, Paper::Each, Form::Html, Lingua::new(None));
    let list = written(&fogli, Paper::List, Form::Html, Lingua::new(None));
    let referral = written(&fogli[..1], Paper::Referral, Form::Html, Lingua::new(None));
    assert_eq!((each.matches("<article").count(), list.matches("<article").count()), (3, 1));
    for foglio in &fogli {
        assert!(list.contains(&foglio.title), "{list}");
    }
    let Some(browser) = outside::first_of(&BROWSERS, "the list printed") else {
        return;
    };
    let pages = |html: &str| outside::printed_pages(browser, html);
    assert_eq!((pages(&each), pages(&list), pages(&referral)), (3, 1, 1));
}

fn mother_of_latiano(lingua: Lingua<'_>) -> Vec<Foglio> {
    let here = of_comune("Latiano");
    ["br-mesagne/asilo-nido", "it/assegno-unico-universale", "it/bonus-asilo-nido"]
        .iter()
        .map(|id| {
            let tipologia = format!("tipologia/{}", id.rsplit('/').next().unwrap());
            Foglio::find(&CATALOG, id, &here, lingua)
                .or_else(|| Foglio::find(&CATALOG, &tipologia, &here, lingua))
                .expect(id)
        })
        .collect()
}

/// What a code says, line by line, is on the sheet, and nothing that the person needs is missing.
#[test]
fn a_phone_reads_from_one_code_the_words_of_the_sheet() {
    let reader = outside::first_of(&["zbarimg"], "QR codes read from a picture");
    for lingua in std::iter::once(None).chain(CATALOG.lingue.iter().map(Some)).map(Lingua::new) {
        for foglio in mother_of_latiano(lingua) {
            let pieces = pieces(&foglio, PHONE_BYTES);
            let sheet = one(&foglio, Form::Markdown, lingua).replace('\\', "");
            if lingua.other().is_none() {
                assert_eq!(pieces.len(), 1, "{}", foglio.id);
            }
            for piece in &pieces {
                assert!(piece.len() <= PHONE_BYTES);
                for line in piece.lines() {
                    let line = line.trim_start_matches("- ").trim_end_matches(':');
                    assert!(sheet.contains(line) || line.contains('/'), "{line}\n{sheet}");
                }
                if let Some(reader) = reader {
                    let lines = CodeImage::of(piece).unwrap().half_blocks(200, 100).unwrap();
                    assert_eq!(outside::read_code(reader, &outside::modules_of(&lines)), *piece);
                }
            }
            let phones = foglio.lines(PartKind::Where).iter().filter_map(|l| match l {
                FoglioLine::Phone(number, _) => Some(number),
                _ => None,
            });
            phones.for_each(|n| assert!(pieces.concat().contains(n.as_str()), "{n}"));
        }
    }
}

#[test]
fn every_language_has_every_word_of_the_sheet_and_no_other() {
    let whole: Vec<&str> = phrases(&CATALOG).collect();
    let known: BTreeSet<&str> = whole.iter().copied().chain(whole.iter().flat_map(|w| sentences(w))).collect();
    let codes: Vec<&str> = CATALOG.lingue.iter().map(|l| l.id.as_str()).collect();
    assert_eq!(codes, ["ar", "en", "fr", "ka", "ro", "sq", "uk", "zh"]);
    for lingua in &CATALOG.lingue {
        assert_eq!(missing(&CATALOG, lingua), Vec::<&str>::new(), "{}", lingua.id);
        let strange: Vec<&str> = lingua.phrases.keys().map(Text::as_str).filter(|k| !known.contains(k)).collect();
        assert!(strange.is_empty(), "{}: {strange:?}", lingua.id);
        lingua.phrases.iter().for_each(|(it, other)| same_numbers(lingua, it, other));
    }
}

/// Numbers and the names of offices are the same in both languages.
fn same_numbers(lingua: &LinguaRecord, it: &str, other: &str) {
    let numbers = |t: &str| -> BTreeSet<String> {
        t.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).map(ToOwned::to_owned).collect()
    };
    // In Chinese the months are numbers.
    let (same, months) = (numbers(it) == numbers(other), lingua.id.as_str() == "zh");
    assert!(same || months && numbers(it).is_subset(&numbers(other)), "{}: {it} / {other}", lingua.id);
    for name in ["ISEE", "PUA", "ASL", "INPS", "CAF", "PAI", "SPID", "{giorno}", "{mese}", "{anno}"] {
        assert_eq!(it.contains(name), other.contains(name), "{}: {it} / {other}", lingua.id);
    }
}

#[test]
fn nothing_stands_untranslated_in_a_translated_sheet_but_names_and_what_the_office_wrote() {
    let call = most_numbers();
    for lingua in CATALOG.lingue.iter().map(|l| Lingua::new(Some(l))) {
        for foglio in fogli(lingua) {
            assert!(foglio.what.other.is_some(), "{}", foglio.id);
            for part in &foglio.parts {
                assert!(part.heading.other.is_some());
                for line in &part.lines {
                    let (FoglioLine::Text(said) | FoglioLine::Tick(said) | FoglioLine::Phone(_, Some(said))) = line
                    else {
                        continue;
                    };
                    let own_hours = part.kind == PartKind::When;
                    assert!(said.other.is_some() || own_hours, "{}: «{}»", foglio.id, said.it);
                }
            }
            let foglio = foglio.clone().calling_first(Some(&call), lingua);
            let sheet = PaperSheet { fogli: std::slice::from_ref(&foglio), paper: Paper::Each, lingua, date: date() };
            let text = sheet.written(Form::Text, &[], COLUMNS);
            assert!(text.lines().count() <= LINES, "{}\n{text}", foglio.id);
        }
    }
}

/// A queue of plain text writes Arabic from the wrong side and Chinese as boxes: those are printed by a browser.
#[test]
fn a_printer_of_plain_text_is_sent_no_letters_that_it_cannot_write() {
    let by_browser: Vec<&str> =
        CATALOG.lingue.iter().filter(|l| !Lingua::new(Some(l)).prints_as_text()).map(|l| l.id.as_str()).collect();
    assert_eq!(by_browser, ["ar", "zh"]);
    assert!(Lingua::new(None).prints_as_text());
}

#[test]
fn a_translated_sheet_keeps_the_italian_and_says_that_it_is_a_courtesy() {
    let ro = one(&mother_of_latiano(lingua("ro"))[0], Form::Html, lingua("ro"));
    for words in ["Che cosa portare", "Ce trebuie să aduceți", "Traduzione di cortesia", "Traducere de curtoazie"] {
        assert!(ro.contains(words), "{words}\n{ro}");
    }
    assert!(ro.contains("lang=\"ro\" dir=\"ltr\"") && ro.contains("<html lang=\"it\">"));
    assert!(ro.contains("23 noiembrie 2026") && ro.contains("23 novembre 2026"));
    let zh = one(&mother_of_latiano(lingua("zh"))[0], Form::Html, lingua("zh"));
    assert!(zh.contains("2026年11月23日"), "{zh}");
}

#[test]
fn in_arabic_the_text_runs_from_right_to_left_and_numbers_do_not() {
    let fogli = fogli(lingua("ar"));
    let html = written(fogli, Paper::Each, Form::Html, lingua("ar"));
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""));
    for run in html.split("dir=\"rtl\">").skip(1).map(|r| r.split("</span>").next().unwrap()) {
        let outside = run.split("<bdi dir=\"ltr\">").enumerate().map(|(at, piece)| match at {
            0 => piece,
            _ => piece.split_once("</bdi>").unwrap().1,
        });
        outside.for_each(|p| assert!(!p.contains(|c: char| c.is_ascii_digit()), "{run}"));
        assert!(!run.contains("</bdi> <bdi"), "the groups of a number are turned round: {run}");
    }
    // In plain text a number stands before any word from right to left: what follows cannot turn its groups round.
    let text = written(fogli, Paper::Each, Form::Text, lingua("ar"));
    for line in text.lines().filter(|l| l.trim_start().starts_with("Telefono: ")) {
        let arabic = line.find(|c: char| ('\u{600}'..='\u{6ff}').contains(&c)).unwrap_or(line.len());
        let last = line[..line.find(" (").unwrap_or(line.len())].len();
        assert!(last <= arabic, "{line}");
    }
    // Within a line that runs from right to left, a space between two groups of digits would turn them round.
    let said: Vec<String> = fogli.iter().flat_map(|f| pieces(f, PHONE_BYTES)).chain([text]).collect();
    let mut grouped = 0;
    for line in said.iter().flat_map(|t| t.lines()).filter(|l| l.contains(|c| ('\u{600}'..='\u{6ff}').contains(&c))) {
        let own = line.rsplit(" / ").next().unwrap();
        let digits: Vec<char> = own.split(" (").next().unwrap().chars().collect();
        let turned = digits.windows(3).any(|w| w[1] == ' ' && w[0].is_ascii_digit() && w[2].is_ascii_digit());
        assert!(!turned || line.trim_start().starts_with("Telefono: "), "{line}");
        grouped += usize::from(own.contains("803\u{a0}164"));
    }
    assert!(grouped > 20, "{grouped}");
}

#[test]
fn the_forms_say_the_same_in_the_same_order() {
    for (lingua, foglio) in [Lingua::new(None), lingua("en")]
        .into_iter()
        .flat_map(|l| mother_of_latiano(l).into_iter().map(move |f| (l, f)))
    {
        let [html, text, markdown] = [Form::Html, Form::Text, Form::Markdown].map(|form| {
            let sheet = one(&foglio, form, lingua).replace("<bdi dir=\"ltr\">", "").replace("</bdi>", "");
            let sheet = sheet.replace("&#39;", "'").replace("&amp;", "&").replace('\\', "");
            sheet.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        let body = html.split_once("<body").unwrap().1;
        let mut at = [0; 3];
        let lines = foglio.parts.iter().flat_map(|p| &p.lines).map(|l| match l {
            FoglioLine::Name(name) => name,
            FoglioLine::Phone(number, _) => number,
            FoglioLine::Text(said) | FoglioLine::Tick(said) => &said.it,
        });
        for line in std::iter::once(&foglio.what.it).chain(lines) {
            for (from, (form, whole)) in at.iter_mut().zip([("html", body), ("text", &text), ("markdown", &markdown)]) {
                let found = whole[*from..].find(line.as_str());
                *from += found.unwrap_or_else(|| panic!("{form}: «{line}» is not where it belongs\n{whole}"));
            }
        }
    }
}

#[test]
fn the_referral_has_empty_lines_and_nothing_of_the_person() {
    let foglio =
        Foglio::find(&CATALOG, "tipologia/assistenza-domiciliare-integrata", &of_comune("Latiano"), Lingua::new(None))
            .unwrap();
    let html = written(std::slice::from_ref(&foglio), Paper::Referral, Form::Html, Lingua::new(None));
    for label in ["Nome e cognome", "Codice fiscale", "Firma"] {
        assert!(html.contains(label), "{html}");
    }
    assert!(html.matches("class=\"penna\"").count() >= 8);
    for control in ["<input", "<form", "<textarea", "contenteditable", "<script"] {
        assert!(!html.contains(control), "{control}");
    }
    assert!(html.contains("Tessera sanitaria"), "the papers that the office wants\n{html}");
    let text = written(std::slice::from_ref(&foglio), Paper::Referral, Form::Text, Lingua::new(None));
    assert!(text.lines().count() <= 66 && text.contains("____"), "{text}");
}

/// What axe asks for, and axe itself where it is.
#[test]
fn a_sheet_can_be_read_by_whoever_cannot_see_it() {
    let what = "the sheets checked by axe";
    let judge = outside::axe(what).and_then(|axe| Some((outside::first_of(&BROWSERS, what)?, axe)));
    let here = of_comune("Latiano");
    let scheda = Scheda::find(&CATALOG, "tipologia/asilo-nido", &here).unwrap();
    let whole = Form::Html.sheet(&[scheda], &[], date());
    let [it, ar] = [Lingua::new(None), lingua("ar")]
        .map(|l| [Paper::Each, Paper::List, Paper::Referral].map(|p| written(&mother_of_latiano(l), p, Form::Html, l)));
    for page in it.iter().chain(&ar).chain([&whole]) {
        let body = page.split_once("<body").unwrap().1;
        assert!(page.contains("<html lang=\"it\">") && page.contains("<title>"), "{page}");
        assert_eq!((body.matches("<main>").count(), body.matches("</main>\n</body>").count()), (1, 1), "{page}");
        for article in body.split("<article").skip(1) {
            let levels: Vec<&str> = article.match_indices("<h").map(|(at, _)| &article[at + 2..at + 3]).collect();
            assert_eq!((levels[0], levels.iter().filter(|l| **l == "1").count()), ("1", 1), "{page}");
            assert!(levels.windows(2).all(|w| w[1] <= w[0] || matches!((w[0], w[1]), ("1", "2") | ("2", "3"))));
        }
        if let Some((browser, axe)) = &judge {
            assert_eq!(outside::violations(browser, axe, page), "[]", "{page}");
        }
    }
}

#[test]
fn a_secret_address_is_on_no_sheet() {
    for entry in CATALOG.entries() {
        let sedi = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default().iter().map(|ix| &CATALOG.sedi[*ix]);
        let secret: Vec<_> = sedi.filter(|s| s.record.riservato).collect();
        if secret.is_empty() {
            continue;
        }
        let text = one(&Foglio::of(entry, &viewer(None), Lingua::new(None)), Form::Text, Lingua::new(None));
        assert!(text.contains("è segreto"), "{text}");
        for address in secret.iter().filter_map(|s| s.record.address.as_deref()) {
            assert!(!text.contains(address), "{text}");
        }
    }
}

/// A record that is asked for elsewhere at another age: the sheet of a boy of sixteen sends nobody to the Comune.
#[test]
fn the_sheet_says_the_step_of_the_age() {
    let step = |id: &str, age: Option<u8>, lingua| {
        let viewer = Viewer { age, ..of_comune("Latiano") };
        let foglio = Foglio::find(&CATALOG, id, &viewer, lingua).unwrap();
        let said = foglio.lines(PartKind::Step).iter().map(|l| match l {
            FoglioLine::Text(said) => said.it.clone(),
            other => panic!("{other:?}"),
        });
        said.collect::<Vec<_>>().join(" ")
    };
    let (school, none) = ("tipologia/integrazione-scolastica-disabili", Lingua::new(None));
    let at_sixteen = "Dai 14 anni (superiori) non risponde il Comune: domanda alla Provincia, con la scuola.";
    assert_eq!(step(school, Some(16), none), at_sixteen);
    assert_eq!(step(school, Some(16), lingua("ka")), at_sixteen, "in Italian where nobody translated it");
    assert_eq!(step(school, Some(10), none), "Ne parli con la scuola.");
    assert_eq!(step(school, None, none), "Ne parli con la scuola.");
    let later = step("tipologia/assistenza-specialistica-superiori", Some(12), none);
    assert!(later.starts_with("Fino alle medie la richiesta va al Comune"), "{later}");
}

#[test]
fn nobody_is_told_to_write_to_a_certified_address() {
    let certified: BTreeSet<String> = CATALOG
        .sedi
        .iter()
        .flat_map(|s| s.record.pec.iter())
        .chain(CATALOG.ambiti.iter().flat_map(|a| a.record.pec.iter()))
        .chain(CATALOG.comuni.iter().flat_map(|c| c.record.pec.iter()))
        .map(ToString::to_string)
        .collect();
    assert!(certified.len() > 100, "{}", certified.len());
    for foglio in fogli(Lingua::new(None)) {
        for line in foglio.lines(PartKind::Where) {
            let FoglioLine::Name(name) = line else { continue };
            assert!(!certified.contains(name), "{}: {name}", foglio.id);
            let phones = foglio.lines(PartKind::Where).iter().filter(|l| matches!(l, FoglioLine::Phone(..))).count();
            assert!(!name.contains('@') || phones > 0, "{}: {name}, and no number", foglio.id);
        }
    }
}

/// Georgian has capitals for headlines of newspapers, which nobody reads with ease.
#[test]
fn headings_are_in_capitals_only_where_the_language_writes_them() {
    let foglio = &mother_of_latiano(lingua("ka"))[1];
    let text = one(foglio, Form::Text, lingua("ka"));
    assert!(text.contains("DOVE / სად\n"), "{text}");
    assert!(!text.contains(|c: char| ('\u{1c90}'..='\u{1cbf}').contains(&c)), "{text}");
    assert!(one(&mother_of_latiano(lingua("uk"))[1], Form::Text, lingua("uk")).contains("DOVE / ДЕ\n"));
    assert!(
        one(&mother_of_latiano(lingua("ro"))[1], Form::Text, lingua("ro"))
            .contains("CHE COSA PORTARE / CE TREBUIE SĂ ADUCEȚI")
    );
}

#[test]
fn the_number_for_mobiles_stands_beside_the_one_that_they_cannot_call() {
    let mut both = 0;
    for foglio in fogli(Lingua::new(None)) {
        let has = |number: &str| {
            foglio.lines(PartKind::Where).iter().any(|l| matches!(l, FoglioLine::Phone(n, _) if n == number))
        };
        assert_eq!(has("803 164"), has("06 164 164"), "{}", foglio.id);
        both += usize::from(has("06 164 164"));
    }
    assert!(both > 20, "{both}");
}

/// The 1522 answers day and night; the door of the centre does not open at night.
#[test]
fn hours_of_a_national_number_are_said_of_the_number() {
    for lingua in [Lingua::new(None), lingua("ro")] {
        let mut told = 0;
        for foglio in fogli(lingua) {
            for line in foglio.lines(PartKind::When) {
                let FoglioLine::Text(said) = line else { continue };
                let of_number = |text: &str| {
                    let number = text.split_once(": ").map(|(number, _)| number);
                    number.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit() || c.is_whitespace()))
                };
                told += usize::from(said.it.starts_with("1522: "));
                let own = CATALOG.sedi.iter().filter(|s| s.record.hours.as_deref() == Some("24/7"));
                let named = |name: &str| foglio.lines(PartKind::Where).contains(&FoglioLine::Name(name.to_owned()));
                let always = own.map(|s| s.record.name.as_str()).any(named);
                let open = said.it.contains("sempre aperto");
                assert!(!open || always || of_number(&said.it), "{}: {}", foglio.id, said.it);
                assert!(said.other.as_deref().is_none_or(|o| of_number(&said.it) == of_number(o)), "{said:?}");
            }
        }
        assert!(told > 40, "{told}");
    }
    let foglio = Foglio::find(&CATALOG, "br-mesagne/centro-antiviolenza", &of_comune("Latiano"), Lingua::new(None));
    let when = format!("{:?}", foglio.unwrap().lines(PartKind::When));
    assert!(
        when.contains("1522: sempre aperto, 24 ore su 24") && when.contains("Chieda gli orari per telefono."),
        "{when}"
    );
}
