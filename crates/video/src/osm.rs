//! A surveillance camera of the map data, by its tags. It must not know how the tags were read.

use watchfloor_geo::{Datum, Wgs84};

use crate::camera::{Camera, CameraKind, CameraSource};

/// Builds a camera from an OSM object tagged `man_made=surveillance`. Tags that cannot be read are unknown values;
/// nothing is refused, because a camera without a direction is still a camera.
pub fn camera_from_osm(id: &str, position: Wgs84, tags: &[(&str, &str)]) -> Camera {
    let tag = |key: &str| tags.iter().find(|(k, _)| *k == key).map(|(_, v)| v.trim());
    let first = |keys: [&str; 2]| keys.into_iter().find_map(tag);
    let name = tag("name").or_else(|| tag("ref")).filter(|n| !n.is_empty()).unwrap_or(id);
    Camera {
        id: id.to_owned(),
        name: name.chars().take(200).collect(),
        position,
        datum_declared: Datum::Wgs84,
        azimuth_deg: first(["camera:direction", "direction"]).and_then(parse_direction),
        tilt_deg: tag("camera:tilt").and_then(|t| number(t, -90.0, 90.0)),
        hfov_deg: None,
        vfov_deg: None,
        range_m: None,
        height_m: tag("height").and_then(|t| number(t.trim_end_matches('m'), -100.0, 1_000.0)),
        width_px: None,
        rtsp_url: None,
        snapshot_url: None,
        gb_id: None,
        kind: kind(tag("camera:type")),
        source: CameraSource::Osm,
    }
}

/// A direction as mappers write it: degrees ("135", "135°") or a compass point of up to three letters ("NNW").
/// `None` for ranges, lists and everything else: an unclear direction is an unknown one.
pub fn parse_direction(text: &str) -> Option<f64> {
    const POINTS: [&str; 16] =
        ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];
    const STEP_DEG: f64 = 22.5;
    let text = text.trim();
    if let Some(point) = POINTS.iter().position(|p| p.eq_ignore_ascii_case(text)) {
        return Some(point as f64 * STEP_DEG);
    }
    number(text.trim_end_matches('°'), 0.0, 360.0).map(|deg| deg % 360.0)
}

fn kind(camera_type: Option<&str>) -> CameraKind {
    match camera_type {
        Some("fixed") => CameraKind::Fixed,
        Some("dome") => CameraKind::Dome,
        Some("panning") => CameraKind::Panning,
        _ => CameraKind::Unknown,
    }
}

fn number(text: &str, low: f64, high: f64) -> Option<f64> {
    text.trim().parse().ok().filter(|v| (low..=high).contains(v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_as_mappers_write_them() {
        for (text, deg) in [("135", 135.0), ("0", 0.0), ("360", 0.0), ("22.5°", 22.5), ("N", 0.0), ("wnw", 292.5)] {
            assert_eq!(parse_direction(text), Some(deg), "{text}");
        }
        for text in ["", "north-ish", "90-180", "90;270", "400", "NaN", "-10", "clockwise"] {
            assert_eq!(parse_direction(text), None, "{text}");
        }
    }

    #[test]
    fn tags_become_a_camera_and_unreadable_ones_stay_unknown() {
        let at = Wgs84::new(11.57, 48.14).unwrap();
        let camera =
            camera_from_osm("n1", at, &[("camera:direction", "90"), ("camera:type", "panning"), ("height", "6 m")]);
        assert_eq!((camera.azimuth_deg, camera.kind, camera.height_m), (Some(90.0), CameraKind::Panning, Some(6.0)));
        assert_eq!(camera.looks_deg(), None, "a panning camera may look anywhere now");
        let bare = camera_from_osm("n2", at, &[("height", "tall"), ("camera:direction", "?")]);
        assert_eq!((bare.azimuth_deg, bare.height_m, bare.name.as_str()), (None, None, "n2"));
    }
}
