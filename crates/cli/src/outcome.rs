//! How a verb ends when it does not end well.

/// A reason, and the exit code it deserves.
#[derive(Debug)]
pub struct Stop {
    pub code: u8,
    pub text: String,
}

/// What every verb answers.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Refused with a reason: exit code 1.
pub fn refused(text: impl ToString) -> Stop {
    Stop { code: 1, text: text.to_string() }
}

/// Wrong use: exit code 2.
pub fn misused(text: impl ToString) -> Stop {
    Stop { code: 2, text: text.to_string() }
}

/// The bytes of a file, or a refusal that names it.
pub fn read_file(path: &std::path::Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|e| refused(format!("{}: {e}", path.display())))
}

/// One line on standard output. A reader that went away is no fault of the verb.
pub fn say(text: impl std::fmt::Display) {
    use std::io::Write;
    drop(writeln!(std::io::stdout(), "{text}"));
}
