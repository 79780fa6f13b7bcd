//! Names every Tauri command, so that each is refused unless a window's capability file allows it.
//! It must not know what the commands do.

/// The one door. The test `the_door_is_the_same_everywhere` compares this list with the capability files and
/// with the handlers registered in `lib.rs`.
const COMMANDS: &[&str] = &[
    "command",
    "query",
    "subscribe",
    "sign_on",
    "sign_off",
    "host_info",
    "window_ready",
    "open_window",
    "create_first_administrator",
    "leave_for",
    "save_picture",
    "attach_file",
    "attachment",
    "save_attachment",
    "sit_at_wall",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
