//! Lists from files: good rows are kept, bad rows are named, none takes the others with it.

use super::Seat;
use super::commands::{allowed, receipt};
use super::refusal::{bad, error, failed, named};
use crate::floor::Floor;
use crate::importing::{self, NotBegun};
use std::path::PathBuf;
use watchfloor_api::command::{ImportArea, ImportCameras, Receipt, RowFault};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::Command;
use watchfloor_domain::command::{NewUnit, camera_id};
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::types::{Camera, CameraKind};
use watchfloor_feeds::unit_csv::{UnitRow, read_units};
use watchfloor_geo::{Bounds, Datum};
use watchfloor_offline_cache::areas::AreaError;
use watchfloor_video as video;
use watchfloor_video::table::RowError;

/// Rows in one transaction: a large list does not hold the writer for long.
const PORTION: usize = 500;

pub(super) fn units(floor: &Floor, seat: &Seat, csv: &str) -> Result<Receipt, ApiError> {
    allowed(seat, "import_units")?;
    let list = read_units(csv.as_bytes(), Datum::Wgs84).map_err(|e| bad("csv", e.to_string()))?;
    let mut faults: Vec<RowFault> = list.errors.iter().map(fault).collect();
    let mut good = Vec::with_capacity(list.units.len());
    for rows in list.units.chunks(PORTION) {
        let (fine, refused) = tried(floor, seat, rows);
        good.extend(fine);
        faults.extend(refused);
    }
    let commands = good.chunks(PORTION).map(|part| Command::AddUnits(part.to_vec()));
    in_portions(floor, seat, commands, faults)
}

/// Begins to import an area. What becomes of it is asked with `area_import`.
pub(super) fn area(floor: &Floor, seat: &Seat, ask: ImportArea) -> Result<Receipt, ApiError> {
    allowed(seat, "import_area")?;
    let name = ask.name.trim().parse().map_err(|e: AreaError| bad("name", e.to_string()))?;
    let ask = importing::Ask {
        root: floor.data.clone(),
        name,
        files: ask.files.iter().map(PathBuf::from).collect(),
        preview: ask.preview,
        activate: ask.activate,
        actor: floor.actor(seat),
    };
    floor.importing.begin(&floor.engine, ask).map_err(|why| match why {
        NotBegun::Running(name) => named(ErrorCode::Refused, "refused.importing", &name),
        NotBegun::Files(most) => bad("files", format!("one to {most} files")),
        NotBegun::Thread(why) => error(ErrorCode::Internal, "refused.internal", &why),
    })?;
    Ok(nothing_saved())
}

/// Ends the import under way.
pub(super) fn cancel(floor: &Floor, seat: &Seat) -> Result<Receipt, ApiError> {
    allowed(seat, "cancel_area_import")?;
    if floor.importing.cancel() {
        return Ok(nothing_saved());
    }
    Err(error(ErrorCode::Refused, "refused.not_importing", ""))
}

/// The answer to what is no fact.
pub(super) fn nothing_saved() -> Receipt {
    Receipt {
        seq: None,
        kept: String::new(),
        lines: Vec::new(),
        id: None,
        number: None,
        refused_rows: Vec::new(),
        undo_until_ms: None,
    }
}

/// The rules have the last word on each row; a refused one is named like an unreadable one. Rows are tried together,
/// and one by one only where one of them is refused.
fn tried(floor: &Floor, seat: &Seat, rows: &[UnitRow]) -> (Vec<NewUnit>, Vec<RowFault>) {
    let preview = |units: Vec<NewUnit>| floor.engine.preview(&floor.actor(seat), &[Command::AddUnits(units)]);
    let units: Vec<NewUnit> = rows.iter().map(new_unit).collect();
    if preview(units.clone()).is_ok() {
        return (units, Vec::new());
    }
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    for (row, unit) in rows.iter().zip(units) {
        match preview(vec![unit.clone()]) {
            Ok(_) => good.push(unit),
            Err(rejection) => faults.push(RowFault {
                line: u32::try_from(row.line).unwrap_or(u32::MAX),
                field: rejection.field.clone().unwrap_or_default(),
                message: super::refused(&rejection).message,
                text: row.id.clone(),
            }),
        }
    }
    (good, faults)
}

fn new_unit(row: &UnitRow) -> NewUnit {
    NewUnit {
        unit: UnitId(row.id.clone()),
        call_sign: row.call_sign.clone(),
        kind: row.kind.clone(),
        station: row.station.clone().unwrap_or_default(),
        home: row.position,
        agency: row.agency.clone(),
        crew_group: row.crew_group.clone(),
    }
}

pub(super) fn cameras(floor: &Floor, seat: &Seat, file: &ImportCameras) -> Result<Receipt, ApiError> {
    allowed(seat, "import_cameras")?;
    let datum = file.datum.as_deref().map(str::parse).transpose();
    let datum = datum.map_err(|_| bad("datum", "one of wgs84, cgcs2000, gcj02, bd09"))?;
    let area = floor.engine.board().area.as_ref().and_then(|a| bounds(a.bounds));
    let options = video::ImportOptions { datum, area };
    let import = video::read_cameras(file.csv.as_bytes(), &options).map_err(|e| match e {
        video::ImportError::NoDatum => bad("datum", e.to_string()),
        video::ImportError::Table(_) => bad("csv", e.to_string()),
    })?;
    let faults = import.errors.iter().map(fault).collect();
    let cameras: Vec<Camera> = import.cameras.iter().map(known).collect();
    let commands = cameras.chunks(PORTION).map(|part| Command::RegisterCameras(part.to_vec()));
    let mut receipt = in_portions(floor, seat, commands, faults)?;
    // Accepted, but a person should look: said as rows without a line.
    receipt.refused_rows.extend(import.warnings.iter().map(|warning| RowFault {
        line: 0,
        field: "warning".into(),
        message: warning.to_string(),
        text: String::new(),
    }));
    Ok(receipt)
}

/// Cameras mapped in the active area.
pub(super) fn area_cameras(floor: &Floor, seat: &Seat) -> Result<Receipt, ApiError> {
    allowed(seat, "import_area_cameras")?;
    let cameras = floor.area_cameras()?;
    let commands = cameras.chunks(PORTION).map(|part| Command::RegisterCameras(part.to_vec()));
    in_portions(floor, seat, commands, Vec::new())
}

pub(super) fn in_portions(
    floor: &Floor,
    seat: &Seat,
    commands: impl Iterator<Item = Command>,
    refused_rows: Vec<RowFault>,
) -> Result<Receipt, ApiError> {
    let mut whole = Receipt {
        seq: None,
        kept: crate::views::KEPT.to_owned(),
        lines: Vec::new(),
        id: None,
        number: None,
        refused_rows,
        undo_until_ms: None,
    };
    for command in commands {
        let done = floor.engine.run(&floor.actor(seat), vec![command]).map_err(|why| {
            let saved = whole.lines.len();
            let refusal = failed(why);
            if saved == 0 {
                return refusal;
            }
            // Earlier portions are in the log: that nothing was saved would not be true.
            let cause = refusal.params.get("why").filter(|why| !why.is_empty()).unwrap_or(&refusal.message);
            let why = format!("{cause}. The first {saved} rows are saved, the others are not.");
            error(refusal.code, "refused.not_saved", &why)
        })?;
        let part = receipt(floor, &done);
        whole.seq = part.seq;
        whole.lines.extend(part.lines);
    }
    Ok(whole)
}

pub(super) fn fault(error: &RowError) -> RowFault {
    RowFault {
        line: u32::try_from(error.line).unwrap_or(u32::MAX),
        field: error.field.clone(),
        message: error.message.clone(),
        text: error.text.clone(),
    }
}

fn bounds([west, south, east, north]: [f64; 4]) -> Option<Bounds> {
    Bounds::new(west, south, east, north).ok()
}

/// A camera of a list or of the map, as the log keeps it.
pub(crate) fn known(camera: &video::Camera) -> Camera {
    Camera {
        id: camera_id(&camera.id),
        name: camera.name.clone(),
        at: camera.position,
        datum: camera.datum_declared.to_string(),
        azimuth_deg: camera.azimuth_deg,
        tilt_deg: camera.tilt_deg,
        hfov_deg: camera.hfov_deg,
        vfov_deg: camera.vfov_deg,
        range_m: camera.range_m,
        height_m: camera.height_m,
        width_px: camera.width_px,
        rtsp_url: camera.rtsp_url.clone(),
        snapshot_url: camera.snapshot_url.clone(),
        gb_id: camera.gb_id.clone(),
        kind: match camera.kind {
            video::CameraKind::Fixed => CameraKind::Fixed,
            video::CameraKind::Dome => CameraKind::Dome,
            video::CameraKind::Panning => CameraKind::Panning,
            video::CameraKind::Unknown => CameraKind::Unknown,
        },
        source: match camera.source {
            video::CameraSource::Osm => "osm",
            video::CameraSource::Csv => "csv",
        }
        .to_owned(),
    }
}
