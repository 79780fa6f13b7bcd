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
    /// Turns freely under a dark dome: a stated azimuth is only where it usually looks.
    Dome,
    /// Pans: the stated azimuth is a home position, not where it looks now.
    Panning,
    /// Not stated. With an azimuth it is taken to be fixed.
    #[default]
    Unknown,
}

impl CameraKind {
    /// The kind named by a map's or a list's word (`fixed`, `dome`, `panning`); anything else is unknown.
    pub fn named(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "fixed" => CameraKind::Fixed,
            "dome" => CameraKind::Dome,
            "panning" => CameraKind::Panning,
            _ => CameraKind::Unknown,
        }
    }

    /// Whether it may be looking elsewhere than its stated azimuth.
    pub fn turns(self) -> bool {
        matches!(self, CameraKind::Dome | CameraKind::Panning)
    }
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
    /// A camera of which only the place is known; the name is the id. Fill in what is known of it.
    pub fn at(id: &str, position: Wgs84, source: CameraSource) -> Self {
        Camera {
            id: id.to_owned(),
            name: id.to_owned(),
            position,
            datum_declared: Datum::Wgs84,
            azimuth_deg: None,
            tilt_deg: None,
            hfov_deg: None,
            vfov_deg: None,
            range_m: None,
            height_m: None,
            width_px: None,
            rtsp_url: None,
            snapshot_url: None,
            gb_id: None,
            kind: CameraKind::Unknown,
            source,
        }
    }

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
        let flat = opening > 0.0 && opening < 180.0 && distance_m > 0.0;
        flat.then(|| width / (2.0 * distance_m * (opening / 2.0).to_radians().tan()))
    }

    /// The direction the camera is known to look right now; `None` when it turns or none is stated.
    pub fn looks_deg(&self) -> Option<f64> {
        self.azimuth_deg.filter(|_| !self.kind.turns())
    }

    /// Outline of the view on the map, a closed ring; a full circle for an all-round camera; `None` when it
    /// is not known where it looks now (draw a dashed circle of [`Camera::reach_m`] then).
    pub fn cone(&self) -> Option<Vec<Wgs84>> {
        let (opening, _) = self.opening_deg();
        let azimuth = if opening >= 360.0 { 0.0 } else { self.looks_deg()? };
        let ring = cone_ring(self.position, azimuth, opening, self.reach_m().0);
        (!ring.is_empty()).then_some(ring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Camera {
        let mut camera = Camera::at("c", Wgs84::new(24.94, 60.17).unwrap(), CameraSource::Csv);
        camera.azimuth_deg = Some(90.0);
        camera
    }

    #[test]
    fn only_a_camera_that_stays_put_has_a_cone() {
        assert!(camera().cone().is_some());
        for word in ["dome", "Panning"] {
            let turning = Camera { kind: CameraKind::named(word), ..camera() };
            assert_eq!((turning.cone(), turning.looks_deg()), (None, None), "{word}");
        }
        assert_eq!(Camera { azimuth_deg: None, ..camera() }.cone(), None, "an unknown direction is not north");
        let round = Camera { azimuth_deg: None, hfov_deg: Some(360.0), ..camera() };
        assert_eq!(round.cone().unwrap().len(), 73);
    }

    #[test]
    fn an_unstated_reach_follows_the_picture_then_the_kind() {
        let with_picture = Camera { width_px: Some(1920), hfov_deg: Some(60.0), ..camera() };
        let (reach, assumed) = with_picture.reach_m();
        assert!(assumed && (reach - 66.5).abs() < 0.1, "{reach}");
        assert_eq!(camera().reach_m(), (60.0, true));
        assert_eq!(Camera { range_m: Some(45.0), ..with_picture.clone() }.reach_m(), (45.0, false));
        assert_eq!(Camera { hfov_deg: Some(0.0), ..with_picture }.px_per_m(10.0), None);
    }

    #[test]
    fn a_record_survives_json() {
        let json = serde_json::to_string(&camera()).unwrap();
        assert!(json.contains(r#""position":{"lon":24.94,"lat":60.17},"datum_declared":"wgs84""#), "{json}");
        assert_eq!(serde_json::from_str::<Camera>(&json).unwrap(), camera());
    }
}
