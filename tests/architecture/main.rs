//! The dependency rules of the house, on the real workspace.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use watchfloor_tests::graph::Graph;

/// No `--locked`: a line just added to a manifest is what this test is about.
fn workspace() -> Result<Graph> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(["metadata", "--format-version", "1"]).current_dir(root).output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    Graph::from_metadata(&metadata)
}

#[test]
fn dependencies_point_inward() {
    let violations = workspace().unwrap().violations();
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn the_rules_speak_of_crates_that_exist() {
    assert_eq!(workspace().unwrap().unknown_names(), Vec::<&str>::new());
}
