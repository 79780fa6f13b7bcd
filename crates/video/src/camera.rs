//! One camera as it is known: place, direction, reach. It must not know the protocol it is reached by.
//!
//! Everything that may be unknown is an `Option`. A camera without an azimuth has no cone: it never looks north
//! by default.

use serde::{Deserialize, Serialize};
use watchfloor_geo::{Datum, Wgs84, cone_ring};

/// How a camera may move, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraKind {
    /// Always looks the same way.
    Fixed,
    /// Behind a dome: where it looks cannot be told from outside.
    Dome,
    /// Pans: the stated azimuth is a home position, not where it looks now.
    Panning,
    /// Not stated. With an azimuth it is taken to be fixed.
    #[default]
    Unknown,
}

/// Where a camera record came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraSource {
    /// The imported area's map data.
    Osm,
    /// A camera list.
    Csv,
}

/// A camera record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Unique within its source.
    pub id: String,
    /// What people call it; the id when nothing better is known.
    pub name: String,
    /// Where it hangs.
    pub position: Wgs84,
    /// The datum its source declared; `position` is already converted.
    pub datum_declared: Datum,
    /// Middle of the view, degrees clockwise from north, 0..360.
    pub azimuth_deg: Option<f64>,
    /// Degrees below the horizon, down positive.
    pub tilt_deg: Option<f64>,
    /// Whole horizontal opening, degrees, 0 exclusive to 360.
    pub hfov_deg: Option<f64>,
    /// Whole vertical opening, degrees, 0 exclusive to 180.
    pub vfov_deg: Option<f64>,
    /// Useful reach in metres.
    pub range_m: Option<f64>,
    /// Metres above the ground.
    pub height_m: Option<f64>,
    /// Picture width in pixels.
    pub width_px: Option<u32>,
    /// Stream address without credentials.
    pub rtsp_url: Option<String>,
    /// Still picture address without credentials.
    pub snapshot_url: Option<String>,
    /// 20-digit GB/T 28181 code.
    pub gb_id: Option<String>,
    /// How it may move.
    pub kind: CameraKind,
    /// Where this record came from.
    pub source: CameraSource,
}

/// DORI (EN 62676-4): from 25 pixels per metre on a person can be detected.
const DETECT_PX_PER_M: f64 = 25.0;
/// Opening of a common fixed lens, taken when only the azimuth is known.
const USUAL_HFOV_DEG: f64 = 60.0;

impl Camera {
    /// Reach in metres and whether it is assumed: the stated one, else the distance at which a person can still be
    /// detected, else a usual reach for the kind.
    pub fn reach_m(&self) -> (f64, bool) {
        if let Some(stated) = self.range_m {
            return (stated, false);
        }
        let by_picture = self.px_per_m(1.0).map(|at_one_metre| at_one_metre / DETECT_PX_PER_M);
        let by_kind = match self.kind {
            CameraKind::Fixed | CameraKind::Unknown => 60.0,
            CameraKind::Dome => 30.0,
            CameraKind::Panning => 120.0,
        };
        (by_picture.unwrap_or(by_kind), true)
    }

    /// Horizontal opening in degrees and whether it is assumed.
    pub fn opening_deg(&self) -> (f64, bool) {
        self.hfov_deg.map_or((USUAL_HFOV_DEG, true), |stated| (stated, false))
    }

    /// Pixels that one metre across the view covers at `distance_m`; `None` when picture width or opening is unknown,
    /// or the view is so wide that the flat formula means nothing.
    pub fn px_per_m(&self, distance_m: f64) -> Option<f64> {
        let (width, opening) = (f64::from(self.width_px?), self.hfov_deg?);
        let flat = opening < 180.0 && distance_m > 0.0;
        flat.then(|| width / (2.0 * distance_m * (opening / 2.0).to_radians().tan()))
    }

    /// The direction the camera is known to look right now; `None` when it pans or none is stated.
    pub fn looks_deg(&self) -> Option<f64> {
        if self.kind == CameraKind::Panning { None } else { self.azimuth_deg }
    }

    /// Outline of the view on the map, a closed ring; a full circle for an all-round camera; `None` when the direction
    /// is unknown (draw a dashed circle of [`Camera::reach_m`] then).
    pub fn cone(&self) -> Option<Vec<Wgs84>> {
        let (opening, _) = self.opening_deg();
        let azimuth = if opening >= 360.0 { 0.0 } else { self.azimuth_deg? };
        let ring = cone_ring(self.position, azimuth, opening, self.reach_m().0);
        (!ring.is_empty()).then_some(ring)
    }
}
