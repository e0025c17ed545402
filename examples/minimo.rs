//! The measuring stick: the least that a full-screen list over the same catalogue can be.
//!
//! It reads every bundled file through `serde_json`, shows one list, one field and one text, filters by plain substrings and
//! redraws after each event. What `sportello` takes more than this, in time to the first frame, a key, bytes or memory, it
//! has to be worth. Measure both in one run, interleaved, in a pseudo-terminal:
//!
//! ```sh
//! cargo build --release --bins --examples
//! target/release/examples/minimo      # Esc leaves
//! ```

use std::collections::HashMap;
use std::io;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, List, ListState, Paragraph, Wrap};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sportello::catalog::bundled::FILES;

#[derive(Deserialize)]
struct Tipologia {
    id: String,
    name: String,
    summary: String,
    description: String,
}

#[derive(Deserialize)]
struct Servizio {
    id: String,
    #[serde(rename = "type")]
    tipologia: String,
    details: Option<String>,
}

#[derive(Deserialize)]
struct Ambito {
    #[serde(default)]
    servizi: Vec<Servizio>,
}

struct Row {
    title: String,
    text: String,
    folded: String,
}

fn read() -> serde_json::Result<Vec<Row>> {
    let (mut tipologie, mut servizi) = (HashMap::new(), Vec::new());
    for (path, text) in FILES {
        if path.starts_with("tipologie/") {
            let read: Vec<Tipologia> = serde_json::from_str(text)?;
            tipologie.extend(read.into_iter().map(|tipologia| (tipologia.id.clone(), tipologia)));
        } else if path.starts_with("ambiti/") {
            servizi.extend(serde_json::from_str::<Ambito>(text)?.servizi);
        } else if *path == "misure.json" {
            servizi.extend(serde_json::from_str::<Vec<Servizio>>(text)?);
        } else {
            serde_json::from_str::<IgnoredAny>(text)?;
        }
    }
    let row = |servizio: &Servizio| {
        let tipologia = tipologie.get(&servizio.tipologia)?;
        let scope = servizio.id.split('/').next().unwrap_or_default();
        let title = format!("{} · {scope}", tipologia.name);
        let details = servizio.details.as_deref().unwrap_or_default();
        let text = format!("{}\n{}\n{details}", tipologia.summary, tipologia.description);
        let folded = format!("{title} {text}").to_lowercase();
        Some(Row { title, text, folded })
    };
    Ok(servizi.iter().filter_map(row).collect())
}

fn main() -> io::Result<()> {
    let rows = read()?;
    let mut terminal = ratatui::init();
    let mut query = String::new();
    let mut hits: Vec<&Row> = rows.iter().collect();
    let mut list = ListState::default().with_selected(Some(0));
    loop {
        terminal.draw(|frame| {
            let [top, middle] = Layout::vertical([Constraint::Length(3), Constraint::Min(1)]).areas(frame.area());
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(60), Constraint::Percentage(40)]).areas(middle);
            let field = format!("> {query}   {}/{}", hits.len(), rows.len());
            frame.render_widget(Paragraph::new(field).block(Block::bordered().title("minimo")), top);
            let reversed = Style::new().add_modifier(Modifier::REVERSED);
            let items = List::new(hits.iter().map(|row| Line::raw(row.title.as_str())));
            frame.render_stateful_widget(items.block(Block::bordered()).highlight_style(reversed), left, &mut list);
            let text = list.selected().and_then(|i| hits.get(i)).map_or("", |row| row.text.as_str());
            let text = Paragraph::new(text).wrap(Wrap { trim: true }).block(Block::bordered());
            frame.render_widget(text, right);
        })?;
        let Event::Key(key) = event::read()? else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        match key.code {
            KeyCode::Esc => break,
            KeyCode::Down => list.select_next(),
            KeyCode::Up => list.select_previous(),
            KeyCode::Backspace => drop(query.pop()),
            KeyCode::Char(c) => query.push(c),
            _ => {}
        }
        if matches!(key.code, KeyCode::Backspace | KeyCode::Char(_)) {
            let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
            hits = rows.iter().filter(|row| words.iter().all(|word| row.folded.contains(word))).collect();
            list.select(if hits.is_empty() { None } else { Some(0) });
        }
    }
    ratatui::restore();
    Ok(())
}
