//! Linux.

pub(crate) mod desk;
pub(crate) mod files;
pub(crate) mod line;
pub(crate) mod tty;
