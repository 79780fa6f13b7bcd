//! A camera list in CSV to cameras. It must not touch files or the log, nor guess a datum.

use std::collections::HashMap;

use watchfloor_geo::{Bounds, Datum, Wgs84};

use crate::camera::{Camera, CameraSource};
use crate::table::{Row, RowError, Table, TableError};

const REQUIRED: [&str; 9] = ["id", "name", "lon", "lat", "azimuth_deg", "hfov_deg", "range_m", "height_m", "width_px"];
const OPTIONAL: [&str; 6] = ["datum", "tilt_deg", "vfov_deg", "rtsp_url", "snapshot_url", "gb_id"];
/// A list farther than this from the area's edge is not of this area.
const FAR_M: f64 = 20_000.0;

/// What the caller knows about the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Datum of rows that do not name one. Without it, and without a `datum` column, the list is refused.
    pub datum: Option<Datum>,
    /// Box of the imported area, to notice a wrong datum, order or city.
    pub area: Option<Bounds>,
}

/// A list that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Import {
    /// The good rows, in file order.
    pub cameras: Vec<Camera>,
    /// The refused rows.
    pub errors: Vec<RowError>,
    /// Accepted, but worth a look.
    pub warnings: Vec<ImportWarning>,
}

/// Accepted, but worth a look before the list is used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "warning")]
pub enum ImportWarning {
    /// Every camera lies far outside the area.
    #[error("all {count} cameras lie more than 20 km outside the area{}", if *.swapped_fits { "; with lon and lat swapped they would lie inside" } else { "" })]
    AllOutside { count: usize, swapped_fits: bool },
    /// User name and password were removed from an address: secrets are kept apart from the list.
    #[error("line {line}: user name and password removed from {field}")]
    CredentialsDropped { line: usize, field: String },
    /// Columns nobody reads.
    #[error("columns not read: {}", .names.join(", "))]
    IgnoredColumns { names: Vec<String> },
}

/// Why a whole list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file is no readable table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Neither a `datum` column nor a declared datum.
    #[error("no datum: add a datum column or declare one of wgs84, cgcs2000, gcj02, bd09")]
    NoDatum,
}

/// Reads a camera list. Columns `id,name,lon,lat,azimuth_deg,hfov_deg,range_m,height_m,width_px` must be there (their
/// cells may be blank except id, lon, lat); `datum,tilt_deg,vfov_deg,rtsp_url,snapshot_url,gb_id` may.
pub fn read_cameras(bytes: &[u8], options: &ImportOptions) -> Result<Import, ImportError> {
    let table = Table::read(bytes, &REQUIRED, &OPTIONAL)?;
    if options.datum.is_none() && !table.has("datum") {
        return Err(ImportError::NoDatum);
    }
    let mut import = Import::default();
    if !table.ignored_columns().is_empty() {
        import.warnings.push(ImportWarning::IgnoredColumns { names: table.ignored_columns().to_vec() });
    }
    let mut first_line: HashMap<String, usize> = HashMap::new();
    for row in table.rows() {
        let read = row.and_then(|row| {
            let camera = camera(&row, options.datum, &mut import.warnings)?;
            if let Some(earlier) = first_line.get(&camera.id) {
                return Err(row.error("id", format!("{:?} is already on line {earlier}", camera.id)));
            }
            first_line.insert(camera.id.clone(), row.line());
            Ok(camera)
        });
        match read {
            Ok(camera) => import.cameras.push(camera),
            Err(error) => import.errors.push(error),
        }
    }
    import.warnings.extend(options.area.and_then(|area| all_outside(&import.cameras, &area)));
    Ok(import)
}

fn camera(row: &Row, datum: Option<Datum>, warnings: &mut Vec<ImportWarning>) -> Result<Camera, RowError> {
    let id = row.required("id", 64)?;
    let datum_declared = match row.bounded("datum", 40)? {
        Some(text) => text.parse().map_err(|e| row.error("datum", format!("{e}")))?,
        None => datum.ok_or_else(|| row.error("datum", "is missing, and none was declared for the list"))?,
    };
    let width_px = row.number("width_px", 1.0, 100_000.0)?;
    if width_px.is_some_and(|w| w.fract() != 0.0) {
        return Err(row.error("width_px", "is not a whole number"));
    }
    Ok(Camera {
        name: row.bounded("name", 200)?.map_or_else(|| id.to_owned(), str::to_owned),
        datum_declared,
        azimuth_deg: row.number("azimuth_deg", 0.0, 360.0)?.map(|a| a % 360.0),
        tilt_deg: row.number("tilt_deg", -90.0, 90.0)?,
        hfov_deg: row.number("hfov_deg", 0.1, 360.0)?,
        vfov_deg: row.number("vfov_deg", 0.1, 180.0)?,
        range_m: row.number("range_m", 0.1, 20_000.0)?,
        height_m: row.number("height_m", -100.0, 1_000.0)?,
        width_px: width_px.map(|w| w as u32),
        rtsp_url: address(row, "rtsp_url", &["rtsp://", "rtsps://"], warnings)?,
        snapshot_url: address(row, "snapshot_url", &["http://", "https://"], warnings)?,
        gb_id: gb_id(row)?,
        ..Camera::at(id, position(row, datum_declared)?, CameraSource::Csv)
    })
}

/// Longitude and latitude of a row (columns `lon`, `lat`) in the given datum, converted. Blank is an error.
fn position(row: &Row, datum: Datum) -> Result<Wgs84, RowError> {
    let lon = row.number("lon", -180.0, 180.0)?.ok_or_else(|| row.error("lon", "is missing"))?;
    let lat = row.number("lat", -90.0, 90.0)?.ok_or_else(|| row.error("lat", "is missing"))?;
    datum.to_wgs84(lon, lat).map_err(|e| row.error("lat", e.to_string()))
}

fn gb_id(row: &Row) -> Result<Option<String>, RowError> {
    let Some(code) = row.bounded("gb_id", 40)? else { return Ok(None) };
    if code.len() != 20 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(row.error("gb_id", "is not a 20-digit code"));
    }
    Ok(Some(code.to_owned()))
}

/// An address with one of the schemes, its user name and password removed.
fn address(
    row: &Row,
    field: &str,
    schemes: &[&str],
    warnings: &mut Vec<ImportWarning>,
) -> Result<Option<String>, RowError> {
    let Some(url) = row.bounded(field, 2048)? else { return Ok(None) };
    let lower = url.to_ascii_lowercase();
    let Some(scheme) = schemes.iter().find(|s| lower.starts_with(**s)) else {
        return Err(row.error(field, format!("must start with {}", schemes.join(" or "))));
    };
    let rest = &url[scheme.len()..];
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host_start = rest[..authority_end].rfind('@').map_or(0, |at| at + 1);
    if host_start == authority_end || url.chars().any(char::is_whitespace) {
        return Err(row.error(field, "is not an address"));
    }
    if host_start > 0 {
        warnings.push(ImportWarning::CredentialsDropped { line: row.line(), field: field.to_owned() });
    }
    Ok(Some(format!("{scheme}{}", &rest[host_start..])))
}

fn all_outside(cameras: &[Camera], area: &Bounds) -> Option<ImportWarning> {
    let near = area.grown_m(FAR_M);
    if cameras.is_empty() || cameras.iter().any(|c| near.contains(c.position)) {
        return None;
    }
    let swapped = |c: &Camera| Wgs84::new(c.position.lat(), c.position.lon()).is_ok_and(|p| near.contains(p));
    Some(ImportWarning::AllOutside { count: cameras.len(), swapped_fits: cameras.iter().all(swapped) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,name,lon,lat,azimuth_deg,hfov_deg,range_m,height_m,width_px";

    fn wgs() -> ImportOptions {
        ImportOptions { datum: Some(Datum::Wgs84), area: None }
    }

    fn read(rows: &str) -> Import {
        read_cameras(format!("{HEAD}\n{rows}").as_bytes(), &wgs()).unwrap()
    }

    #[test]
    fn reads_a_full_row_and_one_with_nothing_known() {
        let import = read("c1,Market Square,24.9525,60.1676,360,90,80,6.5,1920\nc2,,24.95,60.17,,,,,\n");
        assert_eq!(import.errors, []);
        let [full, bare] = &import.cameras[..] else { panic!("two cameras") };
        assert_eq!((full.azimuth_deg, full.hfov_deg, full.width_px), (Some(0.0), Some(90.0), Some(1920)));
        assert_eq!((bare.name.as_str(), bare.azimuth_deg, bare.range_m), ("c2", None, None));
        assert_eq!(bare.cone(), None, "an unknown direction is not north");
        assert!(full.cone().is_some());
    }

    #[test]
    fn bad_rows_are_named_and_the_good_ones_come() {
        let import = read(
            "a,ok,24.9,60.1,,,,,\nb,x,24.9,95,,,,,\nc,x,east,60,,,,,\n,x,24.9,60,,,,,\nd,x,24.9,60,400,,,,\n\
       e,x,24.9,60,,,,,1920.5\nf,x,,60,,,,,\ng,x,NaN,60,,,,,\na,again,24.9,60.1,,,,,\nz,ok,24.9,60.1,,,,,\n",
        );
        assert_eq!(import.cameras.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["a", "z"]);
        let told: Vec<_> = import.errors.iter().map(|e| (e.line, e.field.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "lat"),
                (4, "lon"),
                (5, "id"),
                (6, "azimuth_deg"),
                (7, "width_px"),
                (8, "lon"),
                (9, "lon"),
                (10, "id")
            ]
        );
        assert_eq!(import.errors[7].message, "\"a\" is already on line 2");
        assert_eq!(import.errors[1].message, "\"east\" is not a number");
    }

    #[test]
    fn a_datum_must_be_declared_somewhere() {
        let none = ImportOptions::default();
        let list = format!("{HEAD}\nc,x,121.4782231,31.2284577,,,,,\n");
        assert_eq!(read_cameras(list.as_bytes(), &none), Err(ImportError::NoDatum));
        let list =
            format!("{HEAD},datum\nc,x,121.4782231,31.2284577,,,,,,GCJ-02\nd,x,121,31,,,,,,\ne,x,121,31,,,,,,nad27\n");
        let import = read_cameras(list.as_bytes(), &none).unwrap();
        let [lon, lat] = import.cameras[0].position.lon_lat();
        assert!((lon - 121.4737).abs() < 1e-6 && (lat - 31.2304).abs() < 1e-6, "{lon} {lat}");
        assert_eq!(import.cameras[0].datum_declared, Datum::Gcj02);
        assert_eq!(
            import.errors.iter().map(|e| (e.line, e.field.as_str())).collect::<Vec<_>>(),
            [(3, "datum"), (4, "datum")]
        );
    }

    #[test]
    fn credentials_are_dropped_and_said() {
        let list = format!(
            "{HEAD},rtsp_url,snapshot_url,gb_id\nc,x,24,60,,,,,,rtsp://u:secret@cam:554/1,https://cam/1.jpg,34020000001320000001\n\
       d,x,24,60,,,,,,file:///etc/passwd,,\ne,x,24,60,,,,,,rtsp://u:secret@/1,,12\n"
        );
        let import = read_cameras(list.as_bytes(), &wgs()).unwrap();
        assert_eq!(import.cameras[0].rtsp_url.as_deref(), Some("rtsp://cam:554/1"));
        assert_eq!(import.cameras[0].snapshot_url.as_deref(), Some("https://cam/1.jpg"));
        assert_eq!(import.warnings, [ImportWarning::CredentialsDropped { line: 2, field: "rtsp_url".into() }]);
        assert_eq!(import.errors.len(), 2);
        assert!(!format!("{import:?}").contains("secret"));
    }

    #[test]
    fn a_list_of_another_city_is_noticed() {
        let area = Bounds::new(24.9, 60.1, 25.0, 60.2).unwrap();
        let options = ImportOptions { area: Some(area), ..wgs() };
        let warn = |rows: &str| read_cameras(format!("{HEAD}\n{rows}").as_bytes(), &options).unwrap().warnings;
        assert_eq!(warn("a,x,60.17,24.93,,,,,\n"), [ImportWarning::AllOutside { count: 1, swapped_fits: true }]);
        assert_eq!(warn("a,x,11.5,48.1,,,,,\n"), [ImportWarning::AllOutside { count: 1, swapped_fits: false }]);
        assert_eq!(warn("a,x,11.5,48.1,,,,,\nb,x,24.93,60.17,,,,,\n"), []);
        assert_eq!(warn(""), []);
    }
}
