#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;

use ratatui::backend::TestBackend;

use super::*;
use crate::tui::clipboard::{Wrap, sequence};
use crate::tui::input::Key;

/// Batches of events; within one, nothing has to be waited for.
#[derive(Default)]
struct Script {
    batches: VecDeque<VecDeque<InputEvent>>,
    lost: bool,
}

impl Script {
    fn of<const N: usize>(batches: [Vec<InputEvent>; N]) -> Self {
        let batches = batches.into_iter().map(VecDeque::from).collect();
        Self { batches, lost: false }
    }
}

impl EventSource for Script {
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<InputEvent>> {
        if self.lost {
            return Err(io::Error::from_raw_os_error(5));
        }
        if let Some(batch) = self.batches.front_mut() {
            if let Some(event) = batch.pop_front() {
                return Ok(Some(event));
            }
            self.batches.pop_front();
        }
        assert!(wait.is_some() || !self.batches.is_empty(), "the loop would sleep for ever");
        if wait == Some(Duration::ZERO) || self.batches.is_empty() {
            return Ok(None);
        }
        self.next(wait)
    }
}

#[derive(Default)]
struct Recorder {
    suspended: usize,
    sent: Vec<Sequence>,
    redraw: bool,
}

impl Host for Recorder {
    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        self.redraw = true;
        Ok(())
    }
    fn send(&mut self, sequence: &Sequence) -> io::Result<()> {
        self.sent.push(sequence.clone());
        Ok(())
    }
    fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.redraw)
    }
}

#[derive(Default)]
struct TypedKeys {
    text: String,
    seen: Vec<InputEvent>,
    draws: usize,
    dirty: bool,
}

impl Screen for TypedKeys {
    fn handle(&mut self, event: InputEvent) -> Flow {
        self.seen.push(event.clone());
        match event {
            InputEvent::Key(Key::Char(c)) => {
                self.text.push(c);
                self.dirty = true;
                Flow::Continue
            }
            InputEvent::Key(Key::Ctrl('q')) => Flow::Quit,
            InputEvent::Key(Key::Ctrl('z')) => Flow::Suspend,
            InputEvent::Key(Key::Ctrl('l')) => Flow::Redraw,
            InputEvent::Key(Key::Ctrl('y')) => Flow::Send(sequence(&self.text, Wrap::Plain).unwrap()),
            _ => Flow::Continue,
        }
    }
    fn draw(&mut self, frame: &mut Frame<'_>) {
        self.draws += 1;
        self.dirty = false;
        frame.render_widget(self.text.as_str(), frame.area());
    }
    fn dirty(&self) -> bool {
        self.dirty
    }
}

fn key(key: Key) -> InputEvent {
    InputEvent::Key(key)
}

fn text(text: &str) -> Vec<InputEvent> {
    text.chars().map(Key::Char).map(key).collect()
}

fn quit() -> Vec<InputEvent> {
    vec![key(Key::Ctrl('q'))]
}

fn play(mut script: Script) -> (TypedKeys, Recorder, Terminal<TestBackend>, End) {
    let (mut screen, mut host) = (TypedKeys::default(), Recorder::default());
    let mut terminal = Terminal::new(TestBackend::new(20, 2)).unwrap();
    let end = run(&mut host, &mut terminal, &mut script, &mut screen).unwrap();
    (screen, host, terminal, end)
}

#[test]
fn a_burst_of_keys_is_drawn_once() {
    let (screen, _, terminal, end) = play(Script::of([text("sad latiano"), quit()]));
    assert_eq!((screen.draws, end), (2, End::Quit));
    terminal.backend().assert_buffer_lines(["sad latiano         ", "                    "]);
}

#[test]
fn a_key_that_changes_nothing_draws_nothing() {
    let (screen, ..) = play(Script::of([vec![key(Key::F(11))], vec![key(Key::Insert)], quit()]));
    assert_eq!(screen.draws, 1);
}

#[test]
fn of_many_sizes_the_last_one_counts_and_keeps_its_place_among_the_keys() {
    let size = |columns| InputEvent::Resize { columns, rows: 2 };
    let batch = vec![size(10), size(11), key(Key::Char('a')), size(12), size(13)];
    let (screen, ..) = play(Script::of([batch, quit()]));
    assert_eq!(screen.seen[..3], [size(11), key(Key::Char('a')), size(13)]);
    assert_eq!(screen.draws, 2);
}

#[test]
fn after_suspend_and_on_request_the_whole_screen_is_drawn() {
    let (screen, host, ..) = play(Script::of([vec![key(Key::Ctrl('z'))], vec![key(Key::Ctrl('l'))], quit()]));
    assert_eq!((host.suspended, screen.draws), (1, 3));
}

#[test]
fn what_is_copied_goes_to_the_terminal() {
    let copy = [text("sad"), vec![key(Key::Ctrl('y'))]].concat();
    let (_, host, ..) = play(Script::of([copy, quit()]));
    assert_eq!(host.sent, [sequence("sad", Wrap::Plain).unwrap()]);
}

#[test]
fn a_lost_terminal_is_an_end_and_not_an_error() {
    let script = Script { lost: true, ..Script::default() };
    assert_eq!(play(script).3, End::TerminalLost);
}
