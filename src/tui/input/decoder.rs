//! The grammar of what a terminal sends, a byte at a time: text in UTF-8, keys, and the sequences of ECMA-48.
//!
//! Nothing half-read stays so: each state has its time, and no sequence eats a key that cannot be part of it. Knows the time
//! only as an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::event::{InputEvent, Key, PASTE_LIMIT, pasted};
use super::sequence;
use crate::lingua::signs::is_hostile;

/// How long a lone ESC may be the beginning of something longer.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// How long the rest of a sequence may take once `ESC [` is there: nobody types that by hand.
pub const SEQUENCE_WAIT: Duration = Duration::from_millis(250);

/// How long a long reply may pause: slow lines bring it in pieces.
pub const REPLY_WAIT: Duration = Duration::from_millis(500);

/// How long a paste may pause before it is over, whether its end came or not.
pub const PASTE_WAIT: Duration = Duration::from_secs(1);

/// From when on a byte or two that come alone into something unfinished were typed by somebody who sees nothing happen.
const TOO_LONG: Duration = Duration::from_secs(2);

/// What comes so long after the byte before came alone.
const ALONE: Duration = Duration::from_millis(80);

/// Nobody types so many characters at once: they are taken as a paste without brackets, which costs one search.
const FLOOD: usize = 256;

/// The most bytes of a sequence that are kept; a longer one means nothing to anybody here.
const SEQUENCE_LIMIT: usize = 64;

/// How far ahead the end of a sequence is looked for that begins with one byte above 0x7f.
const LOOK_AHEAD: usize = 4_096;

const PASTE_BEGINS: &str = "\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What has been read of something longer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum DecoderState {
    #[default]
    Plain,
    /// The first bytes of a character; after an ESC in the same breath it is a chord.
    Letter { read: [u8; 4], length: usize, needed: usize, chord: bool },
    /// ESC.
    Escape,
    /// `ESC` and intermediate bytes, as in `ESC ( B`.
    Charset,
    /// `ESC [` and what followed, as far as it is kept.
    Sequence { read: Vec<u8>, long: bool },
    /// `ESC O` and perhaps numbers.
    Short(Vec<u8>),
    /// `ESC [ M`: three bytes of the mouse.
    Mouse { read: [u8; 3], length: usize },
    /// A reply to a question that somebody else asked (OSC, DCS, APC, PM, SOS): swallowed up to its end. `true` after an ESC
    /// inside it.
    Reply { escape: bool },
    /// A paste, and how much of its end has been read.
    Paste { read: Vec<u8>, ending: usize },
}

/// From bytes to [`InputEvent`]s. Knows the time only as an argument.
#[derive(Debug, Default)]
pub struct Decoder {
    mouse: bool,
    state: DecoderState,
    /// When the last byte came, while something is half-read.
    since: Option<Instant>,
    /// When the first byte came of what is half-read.
    began: Option<Instant>,
    /// The ESC that is half-read came in the same breath as the byte that follows.
    fresh: bool,
}

impl Decoder {
    /// A decoder in its first state; without `mouse`, the mouse is ignored.
    pub fn new(mouse: bool) -> Self {
        Self { mouse, ..Self::default() }
    }

    /// When [`Decoder::expire`] has something to do; `None` while nothing is half-read.
    pub fn deadline(&self) -> Option<Instant> {
        let wait = match self.state {
            DecoderState::Plain => return None,
            DecoderState::Escape | DecoderState::Short(_) => ESCAPE_WAIT,
            DecoderState::Letter { .. }
            | DecoderState::Charset
            | DecoderState::Sequence { .. }
            | DecoderState::Mouse { .. } => SEQUENCE_WAIT,
            DecoderState::Reply { .. } => REPLY_WAIT,
            DecoderState::Paste { .. } => PASTE_WAIT,
        };
        self.since.map(|since| since + wait)
    }

    /// Takes bytes that came together at `now` and puts what they mean, if anything, at the end of `out`.
    pub fn feed(&mut self, bytes: &[u8], now: Instant, out: &mut VecDeque<InputEvent>) {
        self.expire(now, out);
        let is_after =
            |from: Option<Instant>, wait| from.is_some_and(|from| now.saturating_duration_since(from) >= wait);
        let stuck = matches!(
            self.state,
            DecoderState::Reply { .. } | DecoderState::Paste { .. } | DecoderState::Sequence { .. }
        );
        if stuck && bytes.len() <= 2 && is_after(self.since, ALONE) && is_after(self.began, TOO_LONG) {
            self.give_up(out);
        }
        let is_paste = matches!(self.state, DecoderState::Paste { .. });
        if is_paste && matches!(bytes, [byte] if is_command(*byte)) && is_after(self.since, ALONE) {
            self.give_up(out);
        }
        let before = out.len();
        self.fresh = false;
        let mut rest = bytes;
        while let Some((&byte, later)) = rest.split_first() {
            rest = later;
            self.byte(byte, later, out);
            self.fresh = true;
        }
        if self.state == DecoderState::Plain {
            (self.since, self.began) = (None, None);
        } else {
            self.since = Some(now);
            self.began.get_or_insert(now);
        }
        if out.len() - before >= FLOOD {
            gather(out, before);
        }
    }

    /// Ends what was half-read once its time is over: a lone ESC becomes [`Key::Esc`].
    pub fn expire(&mut self, now: Instant, out: &mut VecDeque<InputEvent>) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.give_up(out);
        }
    }

    /// Nothing more will come: half-read things become what they are by themselves.
    fn give_up(&mut self, out: &mut VecDeque<InputEvent>) {
        (self.since, self.began) = (None, None);
        match std::mem::take(&mut self.state) {
            DecoderState::Escape => out.push_back(InputEvent::Key(Key::Esc)),
            DecoderState::Sequence { read, .. } if read.is_empty() => out.push_back(InputEvent::Key(Key::Esc)),
            DecoderState::Short(read) => {
                out.push_back(InputEvent::Key(Key::Esc));
                if read.is_empty() {
                    out.push_back(InputEvent::Key(Key::Char('O')));
                }
            }
            DecoderState::Letter { read, chord: false, .. } => out.extend(latin_1(read[0]).map(InputEvent::Key)),
            DecoderState::Paste { read, .. } => {
                // Nobody pastes a command at the end: somebody pressed it because nothing else would end.
                let end = read.iter().rposition(|byte| !is_command(*byte)).map_or(0, |at| at + 1);
                let (text, keys) = read.split_at(end);
                out.extend(paste(text));
                out.extend(keys.iter().filter_map(|byte| sequence::control(*byte)).map(InputEvent::Key));
            }
            // A torn sequence or a reply: whatever it was, it was no text.
            _ => {}
        }
    }

    /// One byte; `later` came with it.
    fn byte(&mut self, byte: u8, later: &[u8], out: &mut VecDeque<InputEvent>) {
        match std::mem::take(&mut self.state) {
            DecoderState::Plain => self.plain(byte, later, out),
            DecoderState::Letter { read, length, needed, chord } => {
                self.letter((read, length, needed, chord), byte, later, out);
            }
            DecoderState::Escape => self.escape(byte, later, out),
            DecoderState::Charset => match byte {
                0x20..=0x2f => self.state = DecoderState::Charset,
                0x30..=0x7e => {}
                _ => self.plain(byte, later, out),
            },
            DecoderState::Sequence { read, long } => self.sequence(read, long, byte, later, out),
            DecoderState::Short(mut read) => match byte {
                b'0'..=b'9' | b';' if read.len() < SEQUENCE_LIMIT => {
                    read.push(byte);
                    self.state = DecoderState::Short(read);
                }
                b'@'..=b'~' => {
                    let modified = read.iter().any(|b| *b != b'1' && *b != b';');
                    out.extend(
                        sequence::function_key(byte)
                            .filter(|k| !(modified && matches!(k, Key::F(_))))
                            .map(InputEvent::Key),
                    );
                }
                _ => {
                    self.state = DecoderState::Short(read);
                    self.give_up(out);
                    self.plain(byte, later, out);
                }
            },
            DecoderState::Mouse { mut read, length } => {
                if byte < b' ' {
                    // No place and no button: somebody pressed a key.
                    return self.plain(byte, later, out);
                }
                if let Some(place) = read.get_mut(length) {
                    *place = byte;
                }
                if length < 2 {
                    self.state = DecoderState::Mouse { read, length: length + 1 };
                } else if self.mouse {
                    let [button, column, row] = read.map(|n| u32::from(n) - 32);
                    out.extend(sequence::old_mouse(button, column, row));
                }
            }
            DecoderState::Reply { escape } => match byte {
                b'\\' if escape => {}
                0x07 => {}
                0x1b => self.state = DecoderState::Reply { escape: true },
                // No reply holds a control character, nor anything but its end after an ESC.
                0x00..=0x1f => self.plain(byte, later, out),
                _ if escape => {
                    self.state = DecoderState::Escape;
                    self.escape(byte, later, out);
                }
                _ => self.state = DecoderState::Reply { escape: false },
            },
            DecoderState::Paste { mut read, ending } => {
                if PASTE_ENDS.get(ending) == Some(&byte) {
                    let ending = ending + 1;
                    if ending == PASTE_ENDS.len() {
                        out.extend(paste(&read));
                    } else {
                        self.state = DecoderState::Paste { read, ending };
                    }
                    return;
                }
                let again = PASTE_ENDS.first() == Some(&byte);
                let kept = PASTE_ENDS.get(..ending).unwrap_or_default();
                for byte in kept.iter().chain((!again).then_some(&byte)) {
                    if read.len() < PASTE_LIMIT * 4 {
                        read.push(*byte);
                    }
                }
                self.state = DecoderState::Paste { read, ending: usize::from(again) };
            }
        }
    }

    /// A byte while nothing is half-read.
    fn plain(&mut self, byte: u8, later: &[u8], out: &mut VecDeque<InputEvent>) {
        self.began = None;
        match byte {
            0x1b => self.state = DecoderState::Escape,
            b' '..=b'~' => out.push_back(InputEvent::Key(Key::Char(char::from(byte)))),
            0x00..=0x1f | 0x7f => out.extend(sequence::control(byte).map(InputEvent::Key)),
            0x80..=0x9f if is_whole(byte, later) => self.opens(byte),
            0x80..=0xff => self.begin_letter(byte, false, out),
        }
    }

    fn begin_letter(&mut self, byte: u8, chord: bool, out: &mut VecDeque<InputEvent>) {
        let needed = match byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => {
                out.extend(latin_1(byte).filter(|_| !chord).map(InputEvent::Key));
                return;
            }
        };
        self.state = DecoderState::Letter { read: [byte, 0, 0, 0], length: 1, needed, chord };
    }

    fn letter(
        &mut self,
        (mut read, length, needed, chord): ([u8; 4], usize, usize, bool),
        byte: u8,
        later: &[u8],
        out: &mut VecDeque<InputEvent>,
    ) {
        if !(0x80..=0xbf).contains(&byte) {
            // It was no UTF-8: the first byte is a letter by itself, and those after it were none.
            out.extend(latin_1(read[0]).filter(|_| !chord).map(InputEvent::Key));
            return self.plain(byte, later, out);
        }
        if let Some(place) = read.get_mut(length) {
            *place = byte;
        }
        let length = length + 1;
        if length < needed {
            self.state = DecoderState::Letter { read, length, needed, chord };
            return;
        }
        let read = read.get(..length).unwrap_or_default();
        let Some(c) = std::str::from_utf8(read).ok().and_then(|text| text.chars().next()) else {
            out.extend(read.first().and_then(|b| latin_1(*b)).filter(|_| !chord).map(InputEvent::Key));
            return;
        };
        match u8::try_from(u32::from(c)) {
            Ok(byte @ 0x80..=0x9f) if !chord => self.opens(byte),
            _ if chord || is_hostile(c) => {}
            _ => out.push_back(InputEvent::Key(Key::Char(c))),
        }
    }

    /// A control character above 0x7f is ESC and a letter in one.
    fn opens(&mut self, byte: u8) {
        self.state = match byte {
            0x8f => DecoderState::Short(Vec::new()),
            0x90 | 0x98 | 0x9d..=0x9f => DecoderState::Reply { escape: false },
            0x9b => DecoderState::Sequence { read: Vec::new(), long: false },
            _ => DecoderState::Plain,
        };
    }

    fn escape(&mut self, byte: u8, later: &[u8], out: &mut VecDeque<InputEvent>) {
        match byte {
            b'[' => self.state = DecoderState::Sequence { read: Vec::new(), long: false },
            b'O' => self.state = DecoderState::Short(Vec::new()),
            b']' | b'P' | b'_' | b'^' | b'X' => self.state = DecoderState::Reply { escape: false },
            0x1b => {
                out.push_back(InputEvent::Key(Key::Esc));
                self.state = DecoderState::Escape;
            }
            // A sequence with one letter more: alphabets, the screen's test.
            b' ' | b'(' | b')' | b'*' | b'+' | b'#' | b'%' if self.fresh => self.state = DecoderState::Charset,
            // ESC and a key in one read are Alt and that key, which calls nothing; a person who pressed Esc first was slower.
            b' '..=b'~' if self.fresh => {}
            0x80..=0xff if self.fresh => self.begin_letter(byte, true, out),
            b'\t' | b'\r' | 0x08 | 0x7f if self.fresh => self.plain(byte, later, out),
            _ => {
                out.push_back(InputEvent::Key(Key::Esc));
                self.plain(byte, later, out);
            }
        }
    }

    fn sequence(&mut self, mut read: Vec<u8>, long: bool, byte: u8, later: &[u8], out: &mut VecDeque<InputEvent>) {
        let console = read.is_empty() && byte == b'[' && !long;
        match byte {
            b'M' if read.is_empty() => self.state = DecoderState::Mouse { read: [0; 3], length: 0 },
            // Too long for anything that means something here.
            b'@'..=b'~' if long => {}
            b'~' if read == b"200" => self.state = DecoderState::Paste { read: Vec::new(), ending: 0 },
            b'@'..=b'~' if !console => out.extend(sequence::control_sequence(&read, byte, self.mouse)),
            b' '..=b'~' => {
                let long = long || read.len() >= SEQUENCE_LIMIT;
                if !long {
                    read.push(byte);
                }
                self.state = DecoderState::Sequence { read, long };
            }
            // No sequence holds one of these.
            _ => {
                if read.is_empty() && !long {
                    out.push_back(InputEvent::Key(Key::Esc));
                }
                self.plain(byte, later, out);
            }
        }
    }
}

/// Whether `byte` is Ctrl and a letter, and no end of a line or word.
fn is_command(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b)
}

/// A letter of Latin-1, where a byte is no UTF-8. The other signs of Latin-1 and of Windows-1252 are left out.
fn latin_1(byte: u8) -> Option<Key> {
    matches!(byte, 0xc0..=0xff if byte != 0xd7 && byte != 0xf7).then(|| Key::Char(char::from(byte)))
}

/// Whether what begins with one byte above 0x7f is a sequence that ends in what came with it. Otherwise it is a byte of
/// some other alphabet.
fn is_whole(byte: u8, later: &[u8]) -> bool {
    let later = later.get(..LOOK_AHEAD).unwrap_or(later);
    match byte {
        0x9b => {
            let read = later.iter().take_while(|b| (b'0'..=b'?').contains(b)).count();
            let more = later.iter().skip(read).take_while(|b| (b' '..=b'/').contains(b)).count();
            read > 0 && later.get(read + more).is_some_and(|b| (b'@'..=b'~').contains(b))
        }
        0x90 | 0x98 | 0x9d..=0x9f => {
            let end = later.iter().position(|b| *b < b' ');
            end.is_some_and(|at| {
                later.get(at) == Some(&0x07) || later.get(at..).is_some_and(|l| l.starts_with(b"\x1b\\"))
            })
        }
        _ => false,
    }
}

/// What was pasted: UTF-8, or Latin-1 where it is not.
fn paste(read: &[u8]) -> Option<InputEvent> {
    let mut text = String::new();
    for chunk in read.utf8_chunks() {
        text += chunk.valid();
        for byte in chunk.invalid() {
            if let Some(Key::Char(c)) = latin_1(*byte) {
                text.push(c);
            }
        }
    }
    // Of two pastes of which the first never ended.
    pasted(&text.replace(PASTE_BEGINS, "\n"))
}

/// Puts long runs of characters from `from` on together: nobody typed them.
fn gather(out: &mut VecDeque<InputEvent>, from: usize) {
    let mut run = String::new();
    let mut length = 0;
    for event in out.split_off(from) {
        if let InputEvent::Key(Key::Char(c)) = event
            && length < PASTE_LIMIT
        {
            run.push(c);
            length += 1;
            continue;
        }
        flush(&mut run, length, out);
        length = 0;
        if let InputEvent::Key(Key::Char(c)) = event {
            run.push(c);
            length = 1;
        } else {
            out.push_back(event);
        }
    }
    flush(&mut run, length, out);
}

fn flush(run: &mut String, length: usize, out: &mut VecDeque<InputEvent>) {
    if length >= FLOOD {
        out.push_back(InputEvent::Paste(std::mem::take(run)));
    } else {
        out.extend(run.drain(..).map(|c| InputEvent::Key(Key::Char(c))));
    }
}

#[cfg(test)]
#[path = "decoder_tests.rs"]
mod tests;
