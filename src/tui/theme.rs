//! How things look: a few styles for every theme, made of the terminal's own sixteen colours.
//!
//! Nothing is said by colour alone. What nobody has chosen a ground for names no black, white, blue or yellow: the text
//! must be readable on a dark and on a light one. The monochrome theme names none but those of a QR code.

use ratatui::style::{Color, Modifier, Style};

/// Which look was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// The terminal's colours, sparingly.
    #[default]
    Colours,
    /// More of the terminal's colours, for a dark ground.
    Dark,
    /// More of the terminal's colours, for a light ground.
    Light,
    /// No dim text and no colour: bold, reverse and underline only, on the terminal's own ground.
    HighContrast,
    /// No colour (`NO_COLOR`).
    Monochrome,
    /// A terminal of the VT series: bold, underline and reverse are all it has.
    Vt,
}

/// The styles of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Running text.
    pub text: Style,
    /// What may be skipped.
    pub dim: Style,
    /// Headings, labels of keys, names.
    pub strong: Style,
    /// The letters that matched.
    pub hit: Style,
    /// The selected row.
    pub selected: Style,
    /// Good news.
    pub good: Style,
    /// Cautions.
    pub careful: Style,
    /// Keys in the footer.
    pub key: Style,
    /// A QR code, whose light part is written.
    pub code: Style,
}

impl Theme {
    /// The styles of `look`.
    pub fn of(look: Look) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let base = Self {
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            strong: bold,
            hit: bold.add_modifier(Modifier::UNDERLINED),
            selected: plain.add_modifier(Modifier::REVERSED),
            good: plain,
            careful: bold,
            key: bold,
            code: plain,
        };
        // A phone wants dark on light whatever the ground of the terminal: here alone both colours are named, and where no
        // colour is wanted too, since they are what the code is made of. Every terminal with colours knows these two.
        let code = plain.fg(Color::Gray).bg(Color::Black);
        match look {
            Look::Colours => Self { good: plain.fg(Color::Green), careful: plain.fg(Color::Red), code, ..base },
            Look::Dark => Self {
                good: plain.fg(Color::LightGreen),
                careful: plain.fg(Color::LightRed),
                hit: base.hit.fg(Color::LightYellow),
                key: bold.fg(Color::LightCyan),
                code,
                ..base
            },
            Look::Light => Self {
                good: plain.fg(Color::Green),
                careful: plain.fg(Color::Red),
                hit: base.hit.fg(Color::Magenta),
                key: bold.fg(Color::Blue),
                code,
                ..base
            },
            Look::HighContrast => Self { code, dim: plain, selected: bold.add_modifier(Modifier::REVERSED), ..base },
            Look::Monochrome => Self { code, ..base },
            Look::Vt => Self { dim: plain, ..base },
        }
    }
}
