//! Programs that a test looks through and that not every machine has: a browser that prints, a reader of QR codes. Where
//! one is missing the test says so, past whatever keeps the output of tests to itself.

#![allow(dead_code, clippy::unwrap_used, clippy::missing_panics_doc, clippy::manual_assert, clippy::panic)]

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a browser may take for a document.
const PATIENCE: Duration = Duration::from_secs(300);

/// The first of these programs that this machine has; says loudly that `what` is skipped where it has none.
pub fn first_of(programs: &[&'static str], what: &str) -> Option<&'static str> {
    let is_here = |p: &&&str| {
        let run = Command::new(**p).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        run.is_ok_and(|s| s.success())
    };
    let found = programs.iter().find(is_here).copied();
    if found.is_none() {
        let _ = writeln!(io::stderr(), "SALTATO: {what}: non c'è {}", programs.join(", "));
    }
    found
}

/// How many A4 pages a browser prints of a page of HTML.
pub fn printed_pages(browser: &str, html: &str) -> usize {
    let pdf = String::from_utf8_lossy(&printed(browser, html)).into_owned();
    pdf.matches("/Type /Page\n").count() + pdf.matches("/Type /Page /").count()
}

/// The PDF that a browser prints of a page of HTML.
pub fn printed(browser: &str, html: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (page, pdf) = (folder.path().join("foglio.html"), folder.path().join("foglio.pdf"));
    fs::write(&page, html).unwrap();
    let mut printing = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let printed = loop {
        match printing.try_wait().unwrap() {
            Some(status) => break status.success(),
            None if began.elapsed() > PATIENCE => {
                printing.kill().unwrap();
                break printing.wait().unwrap().success();
            }
            None => sleep(Duration::from_millis(50)),
        }
    };
    assert!(printed, "{browser} did not print within {PATIENCE:?}");
    fs::read(&pdf).unwrap()
}

/// The page that a browser makes of HTML whose scripts have run.
pub fn dumped(browser: &str, html: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("pagina.html");
    fs::write(&page, html).unwrap();
    let done = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// axe-core, the checker of accessibility, where `SPORTELLO_AXE` names its file `axe.min.js`; says loudly that `what` is skipped
/// where it does not.
pub fn axe(what: &str) -> Option<String> {
    let axe = std::env::var_os("SPORTELLO_AXE").and_then(|path| fs::read_to_string(path).ok());
    if axe.is_none() {
        let _ = writeln!(io::stderr(), "SALTATO: {what}: SPORTELLO_AXE non indica axe.min.js");
    }
    axe
}

/// What axe finds wrong on a page, in its own words: `[]` where it is nothing.
pub fn violations(browser: &str, axe: &str, page: &str) -> String {
    let run = "axe.run(document,{resultTypes:['violations']}).then(r=>{document.body.innerHTML='<pre id=esito>'+\
               JSON.stringify(r.violations.map(v=>[v.id,v.impact,v.nodes.length,v.nodes[0].html]))+'</pre>'})";
    // The page's own policy would let no script run.
    let (before, after) = page.split_once("<meta http-equiv").unwrap();
    let after = after.split_once(">\n").unwrap().1;
    let scripts = format!("<script>{axe}</script><script>{run}</script></body>");
    let dumped = dumped(browser, &format!("{before}{after}").replace("</body>", &scripts));
    let found = dumped.split_once("<pre id=\"esito\">").unwrap_or_else(|| panic!("axe did not answer")).1;
    found.split_once("</pre>").unwrap().0.to_owned()
}

/// The PDF that a word processor makes of a document, in a home of its own.
pub fn converted(office: &str, docx: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    fs::write(home.join("carta.docx"), docx).unwrap();
    let done = Command::new(office)
        .args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"])
        .arg(home)
        .arg(format!("-env:UserInstallation=file://{}", home.join("profile").display()))
        .arg(home.join("carta.docx"))
        .env("HOME", home)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read(home.join("carta.pdf")).unwrap()
}

/// The text of each page of a PDF.
pub fn pages_of(reader: &str, pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("carta.pdf");
    fs::write(&file, pdf).unwrap();
    let done = Command::new(reader).arg(&file).arg("-").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// What a reader of QR codes reads from modules, each light or not.
pub fn read_code(reader: &str, light: &[Vec<bool>]) -> String {
    const PIXELS: usize = 4;
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("codice.pgm");
    let side = light.first().map_or(0, Vec::len) * PIXELS;
    let mut bytes = format!("P5\n{side} {}\n255\n", light.len() * PIXELS).into_bytes();
    for row in light {
        let pixels: Vec<u8> = row.iter().flat_map(|l| [if *l { 255 } else { 0 }; PIXELS]).collect();
        (0..PIXELS).for_each(|_| bytes.extend_from_slice(&pixels));
    }
    fs::write(&picture, bytes).unwrap();
    read_picture(reader, &picture)
}

fn read_picture(reader: &str, picture: &Path) -> String {
    let read = Command::new(reader).args(["--quiet", "--raw"]).arg(picture).output().unwrap();
    assert!(read.status.success(), "{reader}: nothing read");
    String::from_utf8(read.stdout).unwrap().trim_end_matches('\n').to_owned()
}

/// Lines of half blocks as modules: two a character, the upper one first.
pub fn modules_of(lines: &[String]) -> Vec<Vec<bool>> {
    let half = |line: &String, signs: [char; 2]| line.chars().map(|c| signs.contains(&c)).collect::<Vec<bool>>();
    lines.iter().flat_map(|l| [half(l, ['█', '▀']), half(l, ['█', '▄'])]).collect()
}
