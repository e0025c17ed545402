//! Linux.

pub(crate) mod desk;
pub(crate) mod files;
pub(crate) mod line;
pub(crate) mod tty;

// A program that depends on no library of the system is built with musl, whose own allocator is a slow one: all threads wait
// for one lock, and the kernel is asked again and again.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;
