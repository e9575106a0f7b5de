//! Exhaustive exploration of a pack.
