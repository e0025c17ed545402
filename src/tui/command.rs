//! What can be called by a key, and where: names without meaning, which the table, the words and the pages share.

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Id {
    Open,
    Links,
    Link,
    Choose,
    Mark,
    Back,
    SwitchPane,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Place,
    OwnPlace,
    Targets,
    Area,
    Profile,
    Field,
    FieldDone,
    Question,
    ProfileDone,
    NotCompatible,
    Numeri,
    Star,
    NextCitizen,
    Copy,
    Help,
    Redraw,
    Undo,
    Suspend,
    Quit,
    Leave,
    HandOver,
    MarkRow,
    Ambito,
    Flip,
    Report,
}

/// Who has the keys that are no letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Context {
    List,
    Scheda,
    Picker,
    /// A picker in which several may be chosen.
    Multi,
    Reader,
    /// The form of the profile.
    Profile,
}
