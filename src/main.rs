//! The program: reads its arguments and hands over to [`thoathuan::cli`].

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    thoathuan::cli::run(&thoathuan::cli::Cli::parse())
}
