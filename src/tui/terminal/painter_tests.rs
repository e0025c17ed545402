#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::cell::RefCell;
use std::rc::Rc;

use super::*;

/// A screen that keeps what it is shown.
#[derive(Clone)]
struct KeptBytes {
    shown: Rc<RefCell<Vec<Vec<u8>>>>,
    size: (u16, u16),
}

impl KeptBytes {
    fn new(size: (u16, u16)) -> Self {
        let shown = Rc::default();
        Self { shown, size }
    }

    fn frames(&self) -> Vec<Vec<u8>> {
        self.shown.borrow().clone()
    }
}

impl Glass for KeptBytes {
    fn show(&mut self, frame: &[u8]) -> io::Result<()> {
        self.shown.borrow_mut().push(frame.to_vec());
        Ok(())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok(self.size)
    }
}

fn drawn(glass: &KeptBytes, ascii: bool, pictures: &[Buffer]) -> Terminal<Painter<KeptBytes>> {
    let mut terminal = Terminal::new(Painter::new(glass.clone(), ascii)).unwrap();
    for picture in pictures {
        terminal
            .draw(|frame| {
                frame.buffer_mut().merge(picture);
                frame.set_cursor_position((2, 1));
            })
            .unwrap();
    }
    terminal
}

fn line(text: &str, style: Style) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
    buffer.set_string(0, 0, text, style);
    buffer
}

#[test]
fn a_frame_is_one_write_and_an_unchanged_one_none() {
    let glass = KeptBytes::new((20, 3));
    let picture = line("SAD Latiano", Style::new().bold());
    drawn(&glass, false, &[picture.clone(), picture.clone(), picture]);
    let frames = glass.frames();
    assert_eq!(frames.len(), 1);
    let expected = "\x1b[m\x1b[2J\x1b[1H\x1b[1mSAD Latiano\x1b[m\x1b[?25h\x1b[2;3H";
    assert_eq!(String::from_utf8_lossy(&frames[0]), expected);
}

#[test]
fn nothing_is_ever_asked() {
    let glass = KeptBytes::new((20, 3));
    let mut terminal = drawn(&glass, false, &[line("a", Style::new())]);
    terminal.clear().unwrap();
    terminal.get_cursor_position().unwrap();
    terminal.flush().unwrap();
    terminal.backend_mut().flush().unwrap();
    let all = glass.frames().concat();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]"] {
        assert!(!String::from_utf8_lossy(&all).contains(question));
    }
}

#[test]
fn an_escape_sequence_in_a_cell_never_arrives() {
    let glass = KeptBytes::new((20, 3));
    let mut picture = line("ab", Style::new());
    picture[(0, 0)].set_symbol("\x1b]52;c;eA==\x07");
    picture[(19, 0)].set_symbol("b\u{202e}");
    drawn(&glass, false, &[picture]);
    let all = String::from_utf8(glass.frames().concat()).unwrap();
    assert!(!all.contains("]52") && !all.contains('\u{202e}') && all.contains('b'), "{all:?}");
}

#[test]
fn a_heap_of_accents_in_a_cell_arrives_without_its_height() {
    let glass = KeptBytes::new((20, 1));
    let heap = format!("a{}b", "\u{301}".repeat(4000));
    drawn(&glass, false, &[line(&heap, Style::new())]);
    let shown = String::from_utf8(glass.frames().concat()).unwrap();
    assert!(shown.contains("a\u{301}") && shown.contains('b') && shown.len() < 200, "{shown:?}");
}

#[test]
fn ascii_is_ascii_and_keeps_its_columns() {
    let glass = KeptBytes::new((20, 3));
    drawn(&glass, true, &[line("┌─ però «città» 10 €", Style::new())]);
    let all = glass.frames().concat();
    assert!(all.is_ascii());
    let mut terminal = vt100::Parser::new(3, 20, 0);
    terminal.process(&all);
    assert_eq!(terminal.screen().contents().trim_end(), "+- pero \"citta\" 10 E");
}

fn any_colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::Gray),
        Just(Color::LightBlue),
        Just(Color::White),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

fn any_picture() -> impl Strategy<Value = Buffer> {
    let modifier = any::<u16>().prop_map(|bits| {
        Modifier::from_bits_truncate(bits)
            & (Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED)
    });
    let run = (0u16..20, 0u16..6, "[a-zàè─ 漢]{1,12}", any_colour(), any_colour(), modifier);
    prop::collection::vec(run, 0..12).prop_map(|runs| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 6));
        for (x, y, text, fg, bg, modifier) in runs {
            buffer.set_string(x, y, text, Style::new().fg(fg).bg(bg).add_modifier(modifier));
        }
        buffer
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_terminal_shows_what_was_drawn(pictures in prop::collection::vec(any_picture(), 1..5)) {
        let glass = KeptBytes::new((20, 6));
        drawn(&glass, false, &pictures);
        let mut terminal = vt100::Parser::new(6, 20, 0);
        terminal.process(b"rubbish\x1b[44m\x1b[2J\x1b[m\x1b[2J");
        terminal.process(&glass.frames().concat());

        // The same pictures through the plain backend are what the terminal has to show.
        let mut expected = vt100::Parser::new(6, 20, 0);
        let mut bytes = Vec::new();
        let mut before = Buffer::empty(Rect::new(0, 0, 20, 6));
        for picture in &pictures {
            let mut plain = ratatui::backend::CrosstermBackend::new(&mut bytes);
            plain.draw(before.diff(picture).into_iter()).unwrap();
            plain.set_cursor_position((2, 1)).unwrap();
            before = picture.clone();
        }
        expected.process(&bytes);
        prop_assert_eq!(terminal.screen().cursor_position(), (1, 2));
        for y in 0..6 {
            for x in 0..20 {
                let (a, b) = (terminal.screen().cell(y, x).unwrap(), expected.screen().cell(y, x).unwrap());
                // The second half of a wide sign has no look of its own.
                if b.is_wide_continuation() {
                    continue;
                }
                let visible = |cell: &vt100::Cell| {
                    let ink = !cell.contents().trim_end().is_empty();
                    let text = ink.then(|| (cell.contents().to_owned(), cell.fgcolor(), cell.bold(), cell.italic()));
                    (text, cell.bgcolor(), cell.underline(), cell.inverse())
                };
                prop_assert_eq!(visible(a), visible(b));
            }
        }
    }
}
