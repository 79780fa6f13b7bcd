//! The window opens, is ours, is shut to the outside, and the desktop it runs on shows notifications.

use std::time::Duration;

use watchfloor_tests::console::{Console, Programs};
use watchfloor_tests::desktop::{self, Desktop};

#[test]
fn the_window_opens_and_is_shut_to_the_outside() {
    let Some(programs) = Programs::find().unwrap() else { return };
    let data = tempfile::tempdir().unwrap();
    let console = Console::start(&programs, data.path(), &[]).unwrap();
    let page = &console.page;
    assert_eq!(page.eval("return document.readyState;", &[]).unwrap(), "complete");
    assert!(page.title().unwrap().contains("Watchfloor"), "{:?}", page.title());

    let own = page.url().unwrap();
    assert!(own.starts_with("tauri://localhost"), "{own}");
    assert!(page.eval("return window.__TAURI__ === undefined;", &[]).unwrap().as_bool().unwrap());
    assert!(page.eval("return Object.isFrozen(Object.prototype);", &[]).unwrap().as_bool().unwrap());
    page.eval("location.href = 'https://example.org/';", &[]).unwrap();
    assert!(page.eval("return window.open('https://example.org/') === null;", &[]).unwrap().as_bool().unwrap());
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(page.url().unwrap(), own, "the page must not be led away");
    assert!(
        page.eval_async("await fetch('https://example.org/'); return true;").is_err(),
        "the policy must refuse a connection to the outside"
    );
}

#[test]
fn tiles_are_asked_for_by_number_only() {
    let Some(programs) = Programs::find().unwrap() else { return };
    let data = tempfile::tempdir().unwrap();
    let console = Console::start(&programs, data.path(), &[]).unwrap();
    let status = |path: &str| {
        console.page.eval_async(&format!("return (await fetch('tiles://localhost/{path}')).status;")).unwrap()
    };
    assert_ne!(status("nowhere/1/0/0"), 400, "well asked, whatever the data folder holds");
    assert_eq!(status("nowhere/1/2/0"), 400);
    assert_eq!(status("etc/passwd"), 400);
}

#[test]
fn the_desktop_of_the_tests_sees_notifications() {
    let missing = desktop::missing_programs();
    if !missing.is_empty() {
        println!("skipped: absent are {missing:?}");
        return;
    }
    let desktop = Desktop::start().unwrap();
    assert_eq!(desktop.notifications().unwrap(), []);
    let sent = desktop.command("notify-send").args(["-u", "critical", "洪水 Flood", "Leave now"]).status().unwrap();
    assert!(sent.success());
    let seen = desktop.wait_notification(Duration::from_secs(10), |seen| seen.body == "Leave now").unwrap();
    assert_eq!((seen.summary.as_str(), seen.urgency.as_str()), ("洪水 Flood", "CRITICAL"));
}
