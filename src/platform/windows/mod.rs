//! Windows 10 and later, with nothing but what a user without rights may do.

pub(crate) mod desk;
pub(crate) mod files;
pub(crate) mod line;
pub(crate) mod tty;
