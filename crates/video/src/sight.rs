//! Which cameras look at a place. It must not know whether a stream is alive: that ranks elsewhere.
//!
//! Flat geometry in the camera's local frame; buildings are not considered, so "looks at" means "points that way
//! and reaches that far".

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use watchfloor_geo::{Wgs84, angular_difference_deg, metres_per_degree, normalise_bearing_deg};

use crate::camera::Camera;

/// Which values a sight rests on that nobody stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assumed {
    /// The reach is a usual one for the kind of camera.
    pub range: bool,
    /// The opening is a usual one.
    pub hfov: bool,
}

/// One camera near a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// The camera's id.
    pub id: String,
    /// Metres along the ground.
    pub distance_m: f64,
    /// Signed angle from the middle of the view to the place, degrees, clockwise positive; `None` when the camera's
    /// direction is unknown or it looks all round.
    pub bearing_off_deg: Option<f64>,
    /// Pixels per metre at the place; `None` when picture width or opening is unknown.
    pub px_per_m: Option<f64>,
    /// Whether it looks at the place now; `None` when its direction is unknown.
    pub sees_now: Option<bool>,
    /// Whether it may see the place: it looks there now, or could be looking or turned there.
    pub can_see: bool,
    /// What was assumed for this answer.
    pub assumed: Assumed,
}

/// Ground distances between which a tilted camera sees, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConeSpan {
    /// Nearer than this lies below the picture.
    pub near_m: f64,
    /// Farther than this lies above the picture or out of reach.
    pub far_m: f64,
}

impl ConeSpan {
    /// From height, tilt and vertical opening when all three are known, cut by the camera's reach.
    pub fn of(camera: &Camera) -> Self {
        let (reach, _) = camera.reach_m();
        let whole = ConeSpan { near_m: 0.0, far_m: reach };
        let (Some(height), Some(tilt), Some(vfov)) = (camera.height_m, camera.tilt_deg, camera.vfov_deg) else {
            return whole;
        };
        let (lower, upper) = (tilt + vfov / 2.0, tilt - vfov / 2.0);
        if height <= 0.0 || lower <= 0.0 {
            return whole;
        }
        let near_m = if lower >= 90.0 { 0.0 } else { height / lower.to_radians().tan() };
        let far_m = if upper <= 0.0 { reach } else { (height / upper.to_radians().tan()).min(reach) };
        ConeSpan { near_m, far_m }
    }
}

/// The cameras within reach of `point`, best first: those that look at it (most pixels per metre first), then those
/// whose direction is unknown or that could be turned (nearest first), then those that look away (nearest first).
/// Equal answers keep a fixed order by id.
pub fn seeing<'a>(cameras: impl IntoIterator<Item = &'a Camera>, point: Wgs84) -> Vec<Sight> {
    let mut sights: Vec<Sight> = cameras.into_iter().filter_map(|camera| sight(camera, point)).collect();
    sights.sort_by(rank);
    sights
}

fn sight(camera: &Camera, point: Wgs84) -> Option<Sight> {
    let (reach, range_assumed) = camera.reach_m();
    let d_lat = point.lat() - camera.position.lat();
    // A degree of latitude is never shorter than 110.5 km: most cameras of a city leave here, without trigonometry.
    if d_lat.abs() * 110_500.0 > reach {
        return None;
    }
    let (east_m, north_m) = metres_per_degree(camera.position.lat());
    let (east, north) = (angular_difference_deg(camera.position.lon(), point.lon()) * east_m, d_lat * north_m);
    let distance_m = east.hypot(north);
    if distance_m > reach {
        return None;
    }
    let span = ConeSpan::of(camera);
    let in_picture = (span.near_m..=span.far_m).contains(&distance_m);
    let bearing = normalise_bearing_deg(east.atan2(north).to_degrees());
    let (opening, opening_assumed) = camera.opening_deg();
    let all_round = opening >= 360.0;
    let bearing_off_deg = camera.looks_deg().filter(|_| !all_round).map(|looks| angular_difference_deg(looks, bearing));
    let sees_now = match bearing_off_deg {
        Some(off) => Some(in_picture && off.abs() <= opening / 2.0),
        None if all_round && !camera.kind.turns() => Some(in_picture),
        None => None,
    };
    Some(Sight {
        id: camera.id.clone(),
        distance_m,
        bearing_off_deg,
        px_per_m: camera.px_per_m(distance_m.max(0.1)),
        sees_now,
        can_see: sees_now.unwrap_or(true),
        assumed: Assumed { range: range_assumed, hfov: opening_assumed && bearing_off_deg.is_some() },
    })
}

fn rank(a: &Sight, b: &Sight) -> Ordering {
    let group = |s: &Sight| match s.sees_now {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    };
    // Only among cameras that look at the place do the pixels decide; unknown pixels come after known ones.
    let pixels = |s: &Sight| s.px_per_m.filter(|_| s.sees_now == Some(true)).unwrap_or(0.0);
    group(a)
        .cmp(&group(b))
        .then(pixels(b).total_cmp(&pixels(a)))
        .then(a.distance_m.total_cmp(&b.distance_m))
        .then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use watchfloor_geo::destination;

    use super::*;
    use crate::camera::{CameraKind, CameraSource};

    fn incident() -> Wgs84 {
        Wgs84::new(24.94, 60.17).unwrap()
    }

    /// A camera `distance` metres from the incident in direction `from_deg`, looking along `azimuth`.
    fn camera(id: &str, from_deg: f64, distance: f64, azimuth: Option<f64>) -> Camera {
        let mut camera = Camera::at(id, destination(incident(), from_deg, distance), CameraSource::Osm);
        camera.azimuth_deg = azimuth;
        camera.hfov_deg = Some(60.0);
        camera.width_px = Some(1920);
        camera
    }

    fn ids(sights: &[Sight]) -> Vec<&str> {
        sights.iter().map(|s| s.id.as_str()).collect()
    }

    #[test]
    fn those_that_look_come_first_then_unknown_then_away() {
        let cameras = [
            camera("away", 0.0, 10.0, Some(0.0)),
            camera("unknown-far", 90.0, 50.0, None),
            camera("unknown-near", 90.0, 20.0, None),
            camera("looks-far", 180.0, 60.0, Some(0.0)),
            camera("looks-near", 270.0, 30.0, Some(90.0)),
            camera("out-of-reach", 180.0, 200.0, Some(0.0)),
        ];
        let sights = seeing(&cameras, incident());
        assert_eq!(ids(&sights), ["looks-near", "looks-far", "unknown-near", "unknown-far", "away"]);
        assert_eq!(
            sights.iter().map(|s| s.sees_now).collect::<Vec<_>>(),
            [Some(true), Some(true), None, None, Some(false)]
        );
        assert!((sights[0].px_per_m.unwrap() - 55.4).abs() < 0.5, "{:?}", sights[0]);
        assert!(sights[0].bearing_off_deg.unwrap().abs() < 1.0);
        assert_eq!((sights[2].can_see, sights[4].can_see), (true, false));
        assert!(sights[0].assumed.range && !sights[0].assumed.hfov);
    }

    #[test]
    fn the_edge_of_the_cone_is_where_it_is_said() {
        let at = |azimuth: f64| seeing(&[camera("c", 180.0, 40.0, Some(azimuth))], incident())[0].sees_now;
        assert_eq!((at(29.5), at(30.5), at(330.5), at(329.5)), (Some(true), Some(false), Some(true), Some(false)));
    }

    #[test]
    fn a_panning_camera_can_see_but_is_not_said_to() {
        for kind in [CameraKind::Panning, CameraKind::Dome] {
            let mut ptz = camera("ptz", 180.0, 40.0, Some(0.0));
            ptz.kind = kind;
            let sight = &seeing(&[ptz], incident())[0];
            assert_eq!((sight.sees_now, sight.can_see, sight.bearing_off_deg), (None, true, None));
        }
    }

    #[test]
    fn an_all_round_camera_sees_everything_in_reach() {
        let mut round = camera("round", 45.0, 40.0, None);
        (round.hfov_deg, round.range_m) = (Some(360.0), Some(50.0));
        let sight = &seeing(&[round], incident())[0];
        assert_eq!((sight.sees_now, sight.px_per_m, sight.assumed.range), (Some(true), None, false));
    }

    #[test]
    fn what_lies_under_a_mast_is_not_in_the_picture() {
        let mut mast = camera("mast", 180.0, 5.0, Some(0.0));
        (mast.height_m, mast.tilt_deg, mast.vfov_deg) = (Some(10.0), Some(30.0), Some(30.0));
        let span = ConeSpan::of(&mast);
        assert!((span.near_m - 10.0).abs() < 0.01 && (span.far_m - 37.3).abs() < 0.1, "{span:?}");
        assert_eq!(seeing(&[mast.clone()], incident())[0].sees_now, Some(false));
        mast.position = destination(incident(), 180.0, 20.0);
        assert_eq!(seeing(&[mast.clone()], incident())[0].sees_now, Some(true));
        mast.position = destination(incident(), 180.0, 50.0);
        assert_eq!(seeing(&[mast], incident())[0].sees_now, Some(false));
    }

    #[test]
    fn ten_thousand_cameras_are_asked_quickly() {
        let cameras: Vec<Camera> = (0..10_000)
            .map(|i| camera(&format!("c{i}"), f64::from(i % 360), f64::from(i) * 0.9, Some(f64::from(i % 90))))
            .collect();
        let sights = seeing(&cameras, incident());
        assert!(sights.len() > 50 && sights.len() < 200, "{}", sights.len());
        assert!(sights.windows(2).all(|w| rank(&w[0], &w[1]) != Ordering::Greater));
    }
}
