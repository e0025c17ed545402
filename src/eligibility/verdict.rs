//! What can be said of a requirement, and of a service.

/// What can be said of one requirement. The order is Kleene's: no < not stated < yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not met.
    No,
    /// It cannot be told: something has to be asked, or an office decides.
    NonIndicato,
    /// Met.
    Si,
}

impl Verdict {
    /// The word of the command line's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::NonIndicato => "non-indicato",
            Self::Si => "si",
        }
    }
}

/// What can be said of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every stated requirement is met. The office decides all the same.
    Compatibile,
    /// Nothing speaks against it, something is to be asked.
    DaVerificare,
    /// No requirement is stated.
    RequisitiNonIndicati,
    /// A stated requirement is not met.
    NonCompatibile,
}

impl Outcome {
    /// From the least of the verdicts on a service's requirements.
    pub(super) fn of(worst: Verdict, nothing_stated: bool) -> Self {
        match worst {
            _ if nothing_stated => Self::RequisitiNonIndicati,
            Verdict::Si => Self::Compatibile,
            Verdict::NonIndicato => Self::DaVerificare,
            Verdict::No => Self::NonCompatibile,
        }
    }

    /// The word of the command line's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compatibile => "compatibile",
            Self::DaVerificare => "da-verificare",
            Self::RequisitiNonIndicati => "requisiti-non-indicati",
            Self::NonCompatibile => "non-compatibile",
        }
    }

    /// The words for a person.
    pub fn label(self) -> &'static str {
        match self {
            Self::Compatibile => "compatibile",
            Self::DaVerificare => "da verificare",
            Self::RequisitiNonIndicati => "requisiti non indicati",
            Self::NonCompatibile => "non compatibile",
        }
    }

    /// One character that every terminal font has.
    pub fn sign(self) -> char {
        match self {
            Self::Compatibile => '+',
            Self::DaVerificare => '?',
            Self::RequisitiNonIndicati => '.',
            Self::NonCompatibile => '-',
        }
    }
}
