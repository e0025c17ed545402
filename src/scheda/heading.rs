//! What a section tells: the parts of a scheda, in their order.

use crate::catalog::values::closed_list;

closed_list! {
    /// A section of a scheda. Those of a service are the national "scheda servizio" (conformity rule C.SI.1.3), the
    /// operator's own among them.
    Heading {
        /// What the service says to the person at the desk: on the screen only, in no scheda.
        ThisPerson = "Per questa persona";
        /// Who may ask.
        Whom = "A chi è rivolto";
        /// What it is.
        Description = "Descrizione";
        /// What to do.
        Steps = "Come fare";
        /// The papers to bring.
        Papers = "Cosa serve";
        /// What one gets.
        Outcome = "Cosa si ottiene";
        /// Times and deadlines.
        Times = "Tempi e scadenze";
        /// What it costs.
        Cost = "Quanto costa";
        /// The places to go to.
        Access = "Accedi al servizio";
        /// What else holds.
        Conditions = "Condizioni di servizio";
        /// Who is called.
        Contacts = "Contatti";
        /// What the norms ask of the operator: on the screen, never on a sheet that is handed over.
        Orientation = "Orientamento per l'operatore";
        /// Schede that open from here.
        Related = "Servizi collegati";
        /// Norms.
        References = "Riferimenti";
        /// Of an ambito: what opens, closes and ends within [`crate::catalog::scadenze::DAYS_AHEAD`].
        Deadlines = "Scadenze nei prossimi 60 giorni";
        /// Of an ambito: its comuni.
        Comuni = "Comuni";
        /// Of an ambito: its piano di zona.
        Plan = "Piano di zona";
        /// Of an ambito: its services.
        Areas = "Servizi per area";
        /// Of an ambito: documents.
        Documents = "Documenti";
        /// Of an ambito: rights and complaints.
        Rights = "Diritti e reclami";
        /// Of an ambito: news.
        News = "Notizie";
        /// Where the facts come from.
        Sources = "Fonte e verifica";
    }
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
}
