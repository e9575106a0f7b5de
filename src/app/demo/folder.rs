//! The folder of a demo. Its mark keeps real data out of it, and tells commands typed beside a running demo what its clock
//! shows: what they record belongs to the demo's time.

use crate::clock::Clock;
use std::path::Path;

/// The mark, a file.
const MARK: &str = "demo";

/// Whether the folder is a demo's, in which everybody knows the passwords.
pub fn is_demo(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

/// Whether the folder holds what is not a demo's.
///
/// # Errors
/// When it cannot be read.
pub fn is_taken(dir: &Path) -> std::io::Result<bool> {
    Ok(!is_demo(dir) && dir.exists() && std::fs::read_dir(dir)?.next().is_some())
}

/// Marks the folder as a demo's whose clock shows this.
///
/// # Errors
/// When it cannot be written.
pub fn mark(dir: &Path, clock: &Clock) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let text =
        format!("This folder belongs to a demo. Milliseconds by which its clock is ahead:\n{}\n", clock.reading());
    std::fs::write(dir.join(MARK), text)
}

/// The clock of whatever works in the folder: the real one, in a demo's moved as the mark says.
pub fn clock(dir: &Path) -> Clock {
    let clock = Clock::system();
    let ahead = std::fs::read_to_string(dir.join(MARK)).ok();
    let ahead = ahead.as_deref().and_then(|text| text.lines().nth(1)).and_then(|line| line.trim().parse().ok());
    clock.restore(ahead.unwrap_or_default());
    clock
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_keeps_its_time() {
        let dir = std::env::temp_dir().join(format!("thoathuan-demo-folder-{}", std::process::id()));
        assert!(clock(&dir).is_real() && !is_taken(&dir).unwrap_or(true));
        let shown = "2019-04-15T02:00:00Z".parse().unwrap_or_default();
        mark(&dir, &Clock::system_at(shown)).unwrap_or_default();
        let later = clock(&dir).now() - shown;
        assert!(is_demo(&dir) && later.num_minutes() == 0 && later.num_milliseconds() >= 0, "{later}");
        std::fs::remove_dir_all(&dir).unwrap_or_default();
    }
}
