//! A list of units in CSV. It must not touch files, nor know what a unit does.

use std::collections::HashMap;

use watchfloor_geo::{Datum, Wgs84};
use watchfloor_video::table::{RowError, Table, TableError};

pub use watchfloor_video::table;

const OPTIONAL: [&str; 2] = ["agency", "crew_group"];
const REQUIRED: [&str; 6] = ["id", "call_sign", "type", "station", "lon", "lat"];

/// One unit of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// Line in the file, 1-based, for messages about this unit.
    pub line: usize,
    pub id: String,
    /// What it is called on the radio; the id when blank.
    pub call_sign: String,
    /// The agency's own word for the kind of unit.
    pub kind: String,
    /// Home station; `None` when blank.
    pub station: Option<String>,
    /// Home position; `None` when both cells are blank.
    pub position: Option<Wgs84>,
    /// The agency it belongs to, and the group of vehicles that one crew staffs. `None`: the file has no such column; empty
    /// when the cell is blank.
    pub agency: Option<String>,
    pub crew_group: Option<String>,
}

/// A list that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnitList {
    /// The good rows, in file order.
    pub units: Vec<UnitRow>,
    /// The refused rows.
    pub errors: Vec<RowError>,
    /// Columns of the file that were not read.
    pub ignored_columns: Vec<String>,
}

/// Reads `id,call_sign,type,station,lon,lat` and, where they are there, `agency,crew_group` (columns in any order, UTF-8). `datum` is what the caller declares for
/// the positions.
pub fn read_units(bytes: &[u8], datum: Datum) -> Result<UnitList, TableError> {
    let table = Table::read(bytes, &REQUIRED, &OPTIONAL)?;
    let mut list = UnitList { ignored_columns: table.ignored_columns().to_vec(), ..UnitList::default() };
    let mut first_line: HashMap<String, usize> = HashMap::new();
    for row in table.rows() {
        let read = row.and_then(|row| {
            let unit = unit(&row, datum, [table.has("agency"), table.has("crew_group")])?;
            if let Some(earlier) = first_line.get(&unit.id) {
                return Err(row.error("id", format!("{:?} is already on line {earlier}", unit.id)));
            }
            first_line.insert(unit.id.clone(), unit.line);
            Ok(unit)
        });
        match read {
            Ok(unit) => list.units.push(unit),
            Err(error) => list.errors.push(error),
        }
    }
    Ok(list)
}

fn unit(row: &table::Row, datum: Datum, [agency, group]: [bool; 2]) -> Result<UnitRow, RowError> {
    let tie = |has: bool, field: &str| {
        let cell = || row.bounded(field, 64).map(|cell| cell.unwrap_or("").to_owned());
        has.then(cell).transpose()
    };
    let id = row.required("id", 64)?.to_owned();
    let position = match (row.number("lon", -180.0, 180.0)?, row.number("lat", -90.0, 90.0)?) {
        (Some(lon), Some(lat)) => Some(datum.to_wgs84(lon, lat).map_err(|e| row.error("lat", e.to_string()))?),
        (None, None) => None,
        (Some(_), None) => return Err(row.error("lat", "is missing, but lon is there")),
        (None, Some(_)) => return Err(row.error("lon", "is missing, but lat is there")),
    };
    Ok(UnitRow {
        line: row.line(),
        call_sign: row.bounded("call_sign", 64)?.unwrap_or(&id).to_owned(),
        kind: row.required("type", 64)?.to_owned(),
        station: row.bounded("station", 120)?.map(str::to_owned),
        position,
        agency: tie(agency, "agency")?,
        crew_group: tie(group, "crew_group")?,
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_rows_come_and_bad_ones_are_named() {
        let list = read_units(
            b"station,id,call_sign,type,lon,lat,crew\nKallio,E1,Engine 1,engine,24.95,60.18,4\n,A1,,ambulance,,,2\n\
        Kallio,E2,Engine 2,,24.95,60.18,4\nKallio,E3,Engine 3,engine,24.95,,4\nKallio,E1,Again,engine,24.95,60.18,4\n\
        Kallio,E4,Engine 4,engine,24.95,600,4\n",
            Datum::Wgs84,
        )
        .unwrap();
        let told: Vec<_> =
            list.units.iter().map(|u| (u.id.as_str(), u.call_sign.as_str(), u.position.is_some())).collect();
        assert_eq!(told, [("E1", "Engine 1", true), ("A1", "A1", false)]);
        let errors: Vec<_> = list.errors.iter().map(|e| (e.line, e.field.as_str())).collect();
        assert_eq!(errors, [(4, "type"), (5, "lat"), (6, "id"), (7, "lat")]);
        assert_eq!(list.errors[2].message, "\"E1\" is already on line 2");
        assert_eq!(list.ignored_columns, ["crew"]);
    }

    #[test]
    fn a_list_without_its_columns_is_refused_whole() {
        let error = read_units(b"id,lon,lat\n", Datum::Wgs84).unwrap_err();
        assert_eq!(error.to_string(), "line 1: the header lacks call_sign, type, station");
    }
}
