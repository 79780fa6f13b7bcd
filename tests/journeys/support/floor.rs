//! A live data folder with accounts, units and cameras, and copies of it. It must not know what a test does there.

use super::program::run;
use super::rpc::Rpc;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Password of every account made here.
pub const PASSWORD: &str = "nine bright lamps";

const UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    E1,Engine 1,engine,Kallio,24.9504,60.1841\n\
    E2,Engine 2,engine,Erottaja,24.9443,60.1660\n\
    M1,Medic 1,ambulance,Haartman,24.9082,60.1893\n";

const CAMERAS: &str = "id,name,lon,lat,azimuth_deg,hfov_deg,range_m,height_m,width_px\n\
    C1,Station square,24.9425,60.1710,180,60,250,8,1920\n\
    C2,Market,24.9520,60.1675,,,,6,1280\n";

/// A data folder and the files a test needs beside it.
pub struct Floor {
    dir: TempDir,
}

impl Floor {
    /// A new folder, nothing in it yet.
    pub fn empty() -> Self {
        let floor = Self { dir: tempfile::tempdir().expect("a folder for the test") };
        fs::write(floor.beside("password"), format!("{PASSWORD}\n")).expect("a file for the test");
        floor
    }

    /// A live store by automation alone: an administrator `chief`, a dispatcher `anna`, an operator `olga`, three units,
    /// two cameras, and numbers that do not turn over at midnight.
    pub fn live() -> Self {
        let floor = Self::empty();
        let mut rpc = Rpc::start(&floor.data(), &[]);
        let account = |user: &str, role: &str| json!({"user": user, "display_name": user.to_uppercase(), "role": role, "password": PASSWORD});
        rpc.ok("first_administrator", &account("chief", "administrator"));
        rpc.ok("create_user", &account("anna", "dispatcher"));
        rpc.ok("create_user", &account("olga", "operator"));
        rpc.ok("import_units", &json!({"csv": UNITS}));
        rpc.ok("import_cameras", &json!({"csv": CAMERAS, "datum": "wgs84"}));
        rpc.ok("set_numbering", &json!({"template": "J-{NNN}", "reset": "never"}));
        rpc.end().done();
        floor
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The live store in it.
    pub fn store(&self) -> PathBuf {
        self.data().join("live")
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file beside the data folder and gives its path as text.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.beside(name);
        fs::write(&path, content).expect("a file for the test");
        path.display().to_string()
    }

    /// The list of units as a file.
    pub fn units_csv(&self) -> String {
        self.file("units.csv", UNITS)
    }

    /// The list of cameras as a file.
    pub fn cameras_csv(&self) -> String {
        self.file("cameras.csv", CAMERAS)
    }

    /// The file with every account's password.
    pub fn password_file(&self) -> String {
        self.beside("password").display().to_string()
    }

    /// A caller signed on as this user.
    pub fn seat(&self, user: &str) -> Rpc {
        Rpc::start(&self.data(), &["--seat", user, "--password-file", &self.password_file()])
    }

    /// A second folder with the same content.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        copy_dir(&self.data(), &copy.data());
        copy
    }

    /// Every event, as exported.
    #[track_caller]
    pub fn events(&self) -> Vec<Value> {
        exported(&self.data(), &[])
    }

    /// Proves the log; a fault fails the test.
    #[track_caller]
    pub fn verify(&self) {
        run(&self.data(), &["log", "verify"]).done();
    }
}

/// Every event of a data folder, as exported.
#[track_caller]
pub fn exported(data: &Path, args: &[&str]) -> Vec<Value> {
    let all = [&["log", "export", "--json"], args].concat();
    let text = run(data, &all).done();
    text.lines().map(|line| serde_json::from_str(line).expect("one JSON object per line")).collect()
}

/// Copies a folder. The reserve of disk space and what belongs to a running process stay behind.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("a name to copy");
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_dir(&path, &target);
        } else if !["ballast", "console.sock"].iter().any(|left| entry.file_name() == *left) {
            fs::copy(&path, &target).expect("a file to copy");
        }
    }
}
