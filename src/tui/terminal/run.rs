//! The loop: waits until something happens, takes in all of it, draws once if anything changed.
//!
//! Generic over where events come from, what is drawn on and what carries out effects, so that tests drive the real loop
//! without a terminal.

use std::error::Error;
use std::io;
use std::time::Duration;

use ratatui::backend::Backend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use crate::tui::clipboard::Sequence;
use crate::tui::input::{EventSource, InputEvent};
use crate::tui::window::is_lost;

/// The most events taken in before a frame is drawn: a flood of keys never hides the screen for long.
const BATCH: usize = 512;

/// What the loop does after an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Flow {
    /// Goes on.
    #[default]
    Continue,
    /// Ends.
    Quit,
    /// Gives the terminal back to the shell until the person returns.
    Suspend,
    /// Draws the whole screen again.
    Redraw,
    /// Sends text to the clipboard of the terminal.
    Send(Sequence),
}

/// The interactive program as the loop sees it.
pub trait Screen {
    /// Takes in one event.
    fn handle(&mut self, event: InputEvent) -> Flow;

    /// Draws everything and forgets that something had changed; the cursor is placed through the frame.
    fn draw(&mut self, frame: &mut Frame<'_>);

    /// Whether something changed since the last [`Screen::draw`].
    fn dirty(&self) -> bool;

    /// How long the loop may wait for the next event before it calls [`Screen::waited`]; `None`: for ever. It is asked
    /// before each wait, and a screen that has no reason to wake says `None`.
    fn patience(&self) -> Option<Duration> {
        None
    }

    /// Nothing happened for as long as [`Screen::patience`] said.
    fn waited(&mut self) -> Flow {
        Flow::Continue
    }
}

/// What carries out effects on the terminal itself.
pub trait Host {
    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    fn suspend(&mut self) -> io::Result<()>;

    /// Sends text to the clipboard.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn send(&mut self, sequence: &Sequence) -> io::Result<()>;

    /// Whether the screen has to be drawn anew, since the terminal was away; asking forgets it.
    fn take_redraw(&mut self) -> bool;
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The person left.
    Quit,
    /// The terminal is gone: end without a word, exit status 129.
    TerminalLost,
}

/// Runs `screen` until it quits or the terminal is gone.
///
/// # Errors
/// Whatever goes wrong with the terminal and is not its loss.
pub fn run<H, B, I, S>(host: &mut H, terminal: &mut Terminal<B>, source: &mut I, screen: &mut S) -> io::Result<End>
where
    H: Host,
    B: Backend,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
    I: EventSource,
    S: Screen,
{
    match turn(host, terminal, source, screen) {
        Ok(()) => Ok(End::Quit),
        Err(error) if is_lost(&error) => Ok(End::TerminalLost),
        Err(error) => Err(error),
    }
}

fn turn<H, B, I, S>(host: &mut H, terminal: &mut Terminal<B>, source: &mut I, screen: &mut S) -> io::Result<()>
where
    H: Host,
    B: Backend,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
    I: EventSource,
    S: Screen,
{
    let mut draw = true;
    loop {
        if host.take_redraw() {
            anew(terminal)?;
            draw = true;
        }
        if draw || screen.dirty() {
            terminal.draw(|frame| screen.draw(frame)).map_err(io_error)?;
            draw = false;
        }
        let Some(first) = source.next(screen.patience())? else {
            if !act(screen.waited(), host, terminal, &mut draw)? {
                return Ok(());
            }
            continue;
        };
        let mut next = Some(first);
        let mut resized = None;
        for _ in 0..BATCH {
            let Some(event) = next.take() else { break };
            if let InputEvent::Resize { .. } = event {
                // Only the last of a row of sizes counts.
                resized = Some(event);
            } else {
                for event in resized.take().into_iter().chain([event]) {
                    draw |= matches!(event, InputEvent::Resize { .. });
                    if !act(screen.handle(event), host, terminal, &mut draw)? {
                        return Ok(());
                    }
                }
            }
            next = source.next(Some(Duration::ZERO))?;
        }
        for event in resized.into_iter().chain(next) {
            draw |= matches!(event, InputEvent::Resize { .. });
            if !act(screen.handle(event), host, terminal, &mut draw)? {
                return Ok(());
            }
        }
    }
}

/// Carries out `flow`; `false` ends the loop.
fn act<H, B>(flow: Flow, host: &mut H, terminal: &mut Terminal<B>, draw: &mut bool) -> io::Result<bool>
where
    H: Host,
    B: Backend,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    match flow {
        Flow::Continue => {}
        Flow::Quit => return Ok(false),
        Flow::Send(sequence) => host.send(&sequence)?,
        Flow::Suspend => host.suspend()?,
        Flow::Redraw => {
            anew(terminal)?;
            *draw = true;
        }
    }
    Ok(true)
}

/// Forgets what is on the screen, so that the next frame writes all of it. By way of a change of size, because
/// [`Terminal::clear`] asks the terminal where its cursor is.
fn anew<B>(terminal: &mut Terminal<B>) -> io::Result<()>
where
    B: Backend,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let size = terminal.size().map_err(io_error)?;
    terminal.resize(Rect::from((ratatui::layout::Position::ORIGIN, size))).map_err(io_error)
}

fn io_error<E: Into<Box<dyn Error + Send + Sync>>>(error: E) -> io::Error {
    match error.into().downcast::<io::Error>() {
        Ok(error) => *error,
        Err(other) => io::Error::other(other),
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
