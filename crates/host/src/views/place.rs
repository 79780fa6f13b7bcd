//! Cameras and what they look at.

use watchfloor_api::view::{CameraRow, Sight};
use watchfloor_domain::Board;
use watchfloor_domain::types::{Camera, CameraKind};
use watchfloor_geo::{Datum, Wgs84};
use watchfloor_video as video;

/// Streams are not probed yet: nothing is known, and that is what is shown.
const STATE: &str = "unknown";
const STATE_WHY: &str = "camera.why.not_checked";

/// The camera as the field-of-view rules want it.
pub fn to_video(camera: &Camera) -> video::Camera {
    video::Camera {
        id: camera.id.0.clone(),
        name: camera.name.clone(),
        position: camera.at,
        datum_declared: camera.datum.parse().unwrap_or(Datum::Wgs84),
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
            CameraKind::Fixed => video::CameraKind::Fixed,
            CameraKind::Dome => video::CameraKind::Dome,
            CameraKind::Panning => video::CameraKind::Panning,
            CameraKind::Unknown => video::CameraKind::Unknown,
        },
        source: if camera.source == "osm" { video::CameraSource::Osm } else { video::CameraSource::Csv },
    }
}

/// One camera as a row.
pub fn camera_row(camera: &Camera) -> CameraRow {
    let known = to_video(camera);
    CameraRow {
        id: camera.id.0.clone(),
        name: camera.name.clone(),
        lon: camera.at.lon(),
        lat: camera.at.lat(),
        azimuth_deg: camera.azimuth_deg,
        hfov_deg: camera.hfov_deg,
        range_m: camera.range_m,
        source: camera.source.clone(),
        state: STATE.to_owned(),
        state_why: STATE_WHY.to_owned(),
        has_stream: camera.rtsp_url.is_some() || camera.snapshot_url.is_some(),
        cone: known.cone().unwrap_or_default().into_iter().map(Wgs84::lon_lat).collect(),
    }
}

/// Cameras that look, or may look, at a place, best first.
pub fn cameras_near(board: &Board, at: Wgs84, limit: usize) -> Vec<Sight> {
    let cameras: Vec<video::Camera> = board.cameras.values().map(to_video).collect();
    let sights = video::seeing(&cameras, at).into_iter().take(limit);
    sights
        .map(|sight| Sight {
            name: cameras.iter().find(|c| c.id == sight.id).map_or_else(String::new, |c| c.name.clone()),
            id: sight.id,
            distance_m: sight.distance_m,
            bearing_off_deg: sight.bearing_off_deg,
            px_per_m: sight.px_per_m,
            sees_now: sight.sees_now,
            state: STATE.to_owned(),
            state_why: STATE_WHY.to_owned(),
        })
        .collect()
}
