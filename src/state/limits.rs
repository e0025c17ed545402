//! How much the preferences hold.

/// Largest preferences file that is read or written, bytes.
pub const LIMIT: u64 = 64 * 1024;

/// Most starred services that are kept.
pub const MAX_STARRED: usize = 500;
