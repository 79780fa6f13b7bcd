//! Incident numbers by template (`dispatch.md` 5.1). The number is a label; the identity is a UUID.

use crate::types::{Numbering, Reset};

/// A calendar date and hour in the console's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    /// 1 to 366.
    pub day_of_year: u32,
    /// ISO 8601 week, 1 to 53.
    pub week: u32,
}

impl LocalTime {
    /// From a UTC instant and the zone's minutes east of UTC. Proleptic Gregorian calendar.
    pub fn at(utc_ms: i64, offset_min: i32) -> Self {
        let seconds = utc_ms.div_euclid(1000) + i64::from(offset_min) * 60;
        let days = seconds.div_euclid(86_400);
        let hour = (seconds.rem_euclid(86_400) / 3600) as u32;
        let (year, month, day) = civil(days);
        let day_of_year = (days - days_from_civil(year, 1, 1) + 1) as u32;
        let weekday = (days + 3).rem_euclid(7); // 0 is Monday: day 0 was a Thursday.
        let (thursday_year, _, _) = civil(days - weekday + 3);
        let week = ((days - weekday + 3 - days_from_civil(thursday_year, 1, 1)) / 7 + 1) as u32;
        Self { year, month, day, hour, day_of_year, week }
    }
}

/// Days since 1970-01-01 to year, month, day. Algorithm: H. Hinnant, "chrono-compatible low-level date algorithms".
fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = i64::from((month + 9) % 12);
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// The time of day of an instant, `HH:MM`, in a zone so many minutes east of UTC.
pub fn wall_clock(utc_ms: i64, offset_min: i32) -> String {
    let minute = (utc_ms.div_euclid(60_000) + i64::from(offset_min)).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The period a sequence belongs to; another period starts again at 1.
pub fn period(reset: Reset, t: LocalTime) -> String {
    match reset {
        Reset::Never => String::new(),
        Reset::Yearly => format!("{:04}", t.year),
        Reset::Monthly => format!("{:04}-{:02}", t.year, t.month),
        Reset::Daily => format!("{:04}-{:02}-{:02}", t.year, t.month, t.day),
    }
}

/// Prints a number. The sequence is never cut; unknown tokens stay as they are.
pub fn print(numbering: &Numbering, t: LocalTime, count: u32) -> String {
    let mut out = String::new();
    let mut rest = numbering.template.as_str();
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        out.push_str(&token(&rest[1..close], t, count).unwrap_or_else(|| rest[..=close].to_owned()));
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

fn token(name: &str, t: LocalTime, count: u32) -> Option<String> {
    Some(match name {
        "YYYY" => format!("{:04}", t.year),
        "YY" => format!("{:02}", t.year.rem_euclid(100)),
        "MM" => format!("{:02}", t.month),
        "DD" => format!("{:02}", t.day),
        "HH" => format!("{:02}", t.hour),
        "JJJ" => format!("{:03}", t.day_of_year),
        "UU" => format!("{:02}", t.week),
        n if !n.is_empty() && n.len() <= 12 && n.bytes().all(|b| b == b'N') => {
            format!("{count:0width$}", width = n.len())
        }
        _ => return None,
    })
}

/// Why a template is refused: a message key.
pub fn check(template: &str) -> Result<(), &'static str> {
    if template.is_empty() || template.chars().count() > 64 {
        return Err("refused.template_length");
    }
    if !(1..=12).any(|n| template.contains(&format!("{{{}}}", "N".repeat(n)))) {
        return Err("refused.template_without_sequence");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i64, m: u32, d: u32) -> LocalTime {
        LocalTime::at(days_from_civil(y, m, d) * 86_400_000, 0)
    }

    #[test]
    fn tokens_print_and_overflow_is_never_cut() {
        let t = LocalTime::at(1_795_349_600_000, 0); // 2026-11-22T12:13:20Z
        let n = |template: &str, count| print(&Numbering { template: template.into(), reset: Reset::Never }, t, count);
        assert_eq!(n("{YYYY}-{MM}-{DD} {HH} {JJJ} {UU} {NNN}", 7), "2026-11-22 12 326 47 007");
        assert_eq!(n("{NN}", 12_345), "12345");
        assert_eq!(n("{X}-{N}-{", 1), "{X}-1-{");
    }

    #[test]
    fn iso_weeks_at_the_turn_of_the_year() {
        assert_eq!(day(2021, 1, 3).week, 53);
        assert_eq!(day(2021, 1, 4).week, 1);
        assert_eq!(day(2024, 12, 30).week, 1);
        assert_eq!(day(2024, 2, 29).day_of_year, 60);
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        let just_before_midnight_utc = days_from_civil(2026, 3, 1) * 86_400_000 - 1;
        assert_eq!(period(Reset::Daily, LocalTime::at(just_before_midnight_utc, 0)), "2026-02-28");
        assert_eq!(period(Reset::Daily, LocalTime::at(just_before_midnight_utc, 345)), "2026-03-01");
        assert_eq!(wall_clock(just_before_midnight_utc, 0), "23:59");
        assert_eq!(wall_clock(just_before_midnight_utc, 345), "05:44");
    }

    #[test]
    fn a_template_needs_a_sequence() {
        assert_eq!(check("{YY}"), Err("refused.template_without_sequence"));
        assert_eq!(check("{YY}-{NNN}"), Ok(()));
    }
}
