//! The program: reads its arguments and hands over to [`thoathuan::cli`].

use std::process::ExitCode;

use clap::Parser;

/// Gives memory back: the C library's allocator keeps the 19 MiB of every password that was hashed, once a thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    thoathuan::cli::run(&thoathuan::cli::Cli::parse())
}
