//! A small town: people, bodies and a driver of commands.
