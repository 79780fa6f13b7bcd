//! A roster in CSV: who is planned for which unit, when. It must not touch files, nor know which units there are.

use watchfloor_video::table::{Row, RowError, Table, TableError};

const REQUIRED: [&str; 4] = ["unit", "name", "from", "to"];
const OPTIONAL: [&str; 2] = ["role", "skills"];

/// One person of a planned crew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Line in the file, 1-based, for messages about this person.
    pub line: usize,
    pub unit: String,
    pub name: String,
    pub role: String,
    pub skills: Vec<String>,
    /// Milliseconds since 1970-01-01 on the wall clock the file was written by.
    pub from_local_ms: i64,
    pub to_local_ms: i64,
}

/// A roster that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roster {
    /// The good rows, in file order.
    pub rows: Vec<RosterRow>,
    /// The refused rows.
    pub errors: Vec<RowError>,
}

/// Reads `unit,name,role,skills,from,to` (columns in any order, UTF-8; role and skills may be left out).
pub fn read_roster(bytes: &[u8]) -> Result<Roster, TableError> {
    let table = Table::read(bytes, &REQUIRED, &OPTIONAL)?;
    let mut roster = Roster::default();
    for row in table.rows() {
        match row.and_then(|row| person(&row)) {
            Ok(person) => roster.rows.push(person),
            Err(error) => roster.errors.push(error),
        }
    }
    Ok(roster)
}

fn person(row: &Row<'_>) -> Result<RosterRow, RowError> {
    let time = |field: &str| {
        let text = row.required(field, 20)?;
        local_ms(text).ok_or_else(|| row.error(field, format!("{text:?} is no time such as 2026-11-23 07:00")))
    };
    let (from_local_ms, to_local_ms) = (time("from")?, time("to")?);
    if to_local_ms <= from_local_ms {
        return Err(row.error("to", "is not after from"));
    }
    let skills = row.bounded("skills", 400)?.unwrap_or("").split('+').map(str::trim).filter(|skill| !skill.is_empty());
    Ok(RosterRow {
        line: row.line(),
        unit: row.required("unit", 64)?.to_owned(),
        name: row.required("name", 64)?.to_owned(),
        role: row.bounded("role", 64)?.unwrap_or("").to_owned(),
        skills: skills.map(str::to_owned).collect(),
        from_local_ms,
        to_local_ms,
    })
}

/// `2026-11-23 07:00` or `2026-11-23T07:00`. Proleptic Gregorian calendar; days by H. Hinnant's algorithm.
fn local_ms(text: &str) -> Option<i64> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let number = |text: &str, digits: usize| {
        (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<i64>().ok())?
    };
    let mut date = date.split('-');
    let (year, month, day) = (number(date.next()?, 4)?, number(date.next()?, 2)?, number(date.next()?, 2)?);
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if date.next().is_some() || !(1..=length).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some((days * 1_440 + hour * 60 + minute) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_with_their_times_and_bad_rows_are_named() {
        let roster = read_roster(
            "unit,name,role,skills,from,to\nE1,Berg,officer,Pump + als,2026-11-23 07:00,2026-11-23T19:00\n\
             E1,,driver,,2026-11-23 07:00,2026-11-23 19:00\nE1,Koski,,,2026-02-29 07:00,2026-11-23 19:00\n\
             E1,Laine,,,2026-11-23 19:00,2026-11-23 07:00\nE2,Åberg,,,1970-01-01 00:01,2000-03-01 00:00\n"
                .as_bytes(),
        )
        .unwrap();
        let told: Vec<_> = roster.rows.iter().map(|r| (r.name.as_str(), r.from_local_ms, r.to_local_ms)).collect();
        assert_eq!(told, [("Berg", 1_795_417_200_000, 1_795_460_400_000), ("Åberg", 60_000, 951_868_800_000)]);
        assert_eq!(roster.rows[0].skills, ["Pump", "als"]);
        let errors: Vec<_> = roster.errors.iter().map(|e| (e.line, e.field.as_str())).collect();
        assert_eq!(errors, [(3, "name"), (4, "from"), (5, "to")]);
        assert!(read_roster(b"unit,name\n").is_err(), "a file without its columns is refused whole");
    }
}
