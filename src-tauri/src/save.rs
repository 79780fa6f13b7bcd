//! Saves a picture that the page drew, or a file of an incident, where the person says: the desktop's own dialog asks, so the page never names a
//! place on the disk. It must not know what is in it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use gtk::prelude::{FileChooserExt as _, FileExt as _, NativeDialogExt as _};
use tauri::WebviewWindow;

/// How every PNG begins.
const PNG: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// A map on a screen of 8K with nothing to compress comes near it.
const MOST_BYTES: usize = 128 * 1024 * 1024;
const LONGEST_NAME: usize = 120;

/// Why a picture was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The page sent something else, or too much of it.
    #[error("not a PNG of at most 128 MiB")]
    NotAPicture,
    /// The desktop gave no dialog.
    #[error("the desktop's dialog could not be opened: {0}")]
    NoDialog(String),
    /// The disk refused.
    #[error("{}: {why}", .file.display())]
    NotWritten { file: PathBuf, why: io::Error },
}

/// Asks where to, and saves there; `None` when the person thought better of it. `name` is what the dialog suggests, without
/// a folder; `title` is the dialog's. Blocks until the person has answered: not for the main thread.
///
/// # Errors
/// See [`SaveError`]. A file that was there before is then still whole.
pub fn save_picture(window: &WebviewWindow, title: &str, name: &str, png: &[u8]) -> Result<Option<PathBuf>, SaveError> {
    if !png.starts_with(&PNG) || png.len() > MOST_BYTES {
        return Err(SaveError::NotAPicture);
    }
    save(window, title, name, "png", png)
}

/// Asks where to, and saves any bytes there, as [`save_picture`] does. `extension` is put on where the person gave none.
///
/// # Errors
/// See [`SaveError`]. A file that was there before is then still whole.
pub fn save(
    window: &WebviewWindow,
    title: &str,
    name: &str,
    extension: &str,
    bytes: &[u8],
) -> Result<Option<PathBuf>, SaveError> {
    let Some(file) = ask(window, title.to_owned(), suggested(name))? else { return Ok(None) };
    let file = if file.extension().is_some() { file } else { file.with_extension(extension) };
    write(&file, bytes).map_err(|why| SaveError::NotWritten { file: file.clone(), why })?;
    Ok(Some(file))
}

fn ask(window: &WebviewWindow, title: String, name: String) -> Result<Option<PathBuf>, SaveError> {
    let (answer, answered) = mpsc::channel();
    let parent = window.clone();
    let show = move || {
        // Without a parent the dialog still opens, only beside the window.
        let parent = parent.gtk_window().ok();
        let dialog =
            gtk::FileChooserNative::new(Some(&title), parent.as_ref(), gtk::FileChooserAction::Save, None, None);
        dialog.set_modal(true);
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_name(&name);
        // The dialog lives until it is answered: its own answer holds it.
        let held = dialog.clone();
        dialog.connect_response(move |dialog, response| {
            let chosen = (response == gtk::ResponseType::Accept).then(|| dialog.file()?.path()).flatten();
            held.hide();
            // Nobody waits any more when the window was closed meanwhile.
            drop(answer.send(chosen));
        });
        dialog.show();
    };
    window.run_on_main_thread(show).map_err(|error| SaveError::NoDialog(error.to_string()))?;
    Ok(answered.recv().ok().flatten())
}

/// A name without a folder, without what file systems refuse, and not hidden.
fn suggested(name: &str) -> String {
    let clean = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c };
    let name: String = name.chars().map(clean).take(LONGEST_NAME).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() { "map.png".to_owned() } else { name.to_owned() }
}

/// Beside and renamed: whoever opens the file finds the old picture or the whole new one.
fn write(file: &Path, png: &[u8]) -> io::Result<()> {
    let mut beside = file.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    beside.push(".part");
    let part = file.with_file_name(beside);
    let written = File::create(&part).and_then(|mut to| to.write_all(png).and_then(|()| to.sync_all()));
    written.and_then(|()| fs::rename(&part, file)).inspect_err(|_| {
        // What is left of it helps nobody; that it cannot be removed either changes nothing.
        drop(fs::remove_file(&part));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_replaces_a_file_whole_or_leaves_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("map.png");
        fs::write(&file, b"before").unwrap();
        write(&file, b"after").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"after");
        assert!(write(&dir.path().join("absent/map.png"), b"x").is_err());
        let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["map.png"], "nothing is left beside it");
    }

    #[test]
    fn a_suggested_name_stays_in_its_folder() {
        for (asked, suggests) in [
            ("helsinki 2026-11-22 18.00.png", "helsinki 2026-11-22 18.00.png"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("a\nb\0.png", "a-b-.png"),
            ("...", "map.png"),
            ("", "map.png"),
            ("桥 / 河.png", "桥 - 河.png"),
        ] {
            assert_eq!(suggested(asked), suggests);
        }
        assert_eq!(suggested(&"x".repeat(500)).len(), LONGEST_NAME);
    }
}
