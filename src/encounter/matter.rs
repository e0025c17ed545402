//! What an encounter was about, for the counters: schede by identifier, never words.

/// What an encounter was about so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matter {
    /// The scheda that was opened last.
    pub opened: Option<String>,
    /// The scheda that was handed over last; of several, the first.
    pub handed: Option<String>,
    /// It was counted: brought back, it is not counted again.
    pub counted: bool,
}

impl Matter {
    /// A scheda was opened. That of an ambito is no service.
    pub fn opens(&mut self, id: &str) {
        if !id.starts_with("ambito/") {
            self.opened = Some(id.to_owned());
        }
    }

    /// Whether a scheda was opened or handed over.
    pub fn is_known(&self) -> bool {
        self.opened.is_some() || self.handed.is_some()
    }

    /// The one scheda that it was about.
    pub fn scheda(self) -> Option<String> {
        self.handed.or(self.opened)
    }
}
