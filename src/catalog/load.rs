//! Reads the files of the layers and hands them to [`super::resolve`].
