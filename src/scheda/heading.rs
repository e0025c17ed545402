//! What a section tells: the parts of a scheda, in their order.

/// A section of a scheda. Those of a service are the national "scheda servizio" (conformity rule C.SI.1.3), the operator's own
/// among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heading {
    /// What the service says to the person at the desk: on the screen only, in no scheda.
    ThisPerson,
    /// Who may ask.
    Whom,
    /// What it is.
    Description,
    /// What to do.
    Steps,
    /// The papers to bring.
    Papers,
    /// What one gets.
    Outcome,
    /// Times and deadlines.
    Times,
    /// What it costs.
    Cost,
    /// The places to go to.
    Access,
    /// What else holds.
    Conditions,
    /// Who is called.
    Contacts,
    /// What the norms ask of the operator: on the screen, never on a sheet that is handed over.
    Orientation,
    /// Schede that open from here.
    Related,
    /// Norms.
    References,
    /// Of an ambito: what opens, closes and ends within [`crate::catalog::scadenze::DAYS_AHEAD`].
    Deadlines,
    /// Of an ambito: its comuni.
    Comuni,
    /// Of an ambito: its piano di zona.
    Plan,
    /// Of an ambito: its services.
    Areas,
    /// Of an ambito: documents.
    Documents,
    /// Of an ambito: rights and complaints.
    Rights,
    /// Of an ambito: news.
    News,
    /// Where the facts come from.
    Sources,
}

impl Heading {
    /// Those of a service, in their order.
    pub const OF_SERVICE: [Self; 14] = [
        Self::Whom,
        Self::Description,
        Self::Steps,
        Self::Papers,
        Self::Outcome,
        Self::Times,
        Self::Cost,
        Self::Access,
        Self::Conditions,
        Self::Contacts,
        Self::Orientation,
        Self::Related,
        Self::References,
        Self::Sources,
    ];

    /// Those of an ambito, in their order.
    pub const OF_AMBITO: [Self; 10] = [
        Self::Contacts,
        Self::Deadlines,
        Self::Comuni,
        Self::Description,
        Self::Plan,
        Self::Areas,
        Self::Documents,
        Self::Rights,
        Self::News,
        Self::Sources,
    ];

    /// As it is read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ThisPerson => "Per questa persona",
            Self::Whom => "A chi è rivolto",
            Self::Description => "Descrizione",
            Self::Steps => "Come fare",
            Self::Papers => "Cosa serve",
            Self::Outcome => "Cosa si ottiene",
            Self::Times => "Tempi e scadenze",
            Self::Cost => "Quanto costa",
            Self::Access => "Accedi al servizio",
            Self::Conditions => "Condizioni di servizio",
            Self::Contacts => "Contatti",
            Self::Orientation => "Orientamento per l'operatore",
            Self::Related => "Servizi collegati",
            Self::References => "Riferimenti",
            Self::Deadlines => "Scadenze nei prossimi 60 giorni",
            Self::Comuni => "Comuni",
            Self::Plan => "Piano di zona",
            Self::Areas => "Servizi per area",
            Self::Documents => "Documenti",
            Self::Rights => "Diritti e reclami",
            Self::News => "Notizie",
            Self::Sources => "Fonte e verifica",
        }
    }
}
