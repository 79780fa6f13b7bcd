//! Times as CAP writes them, and as senders do: read by hand, without a locale or a time zone table. UTC milliseconds
//! since the Unix epoch. Knows no clock and never assumes the operator's zone.

use crate::flag::FlagCode;
use crate::model::Time;

/// A time that was read, with what was odd about it.
pub(crate) struct Read {
    pub(crate) time: Time,
    pub(crate) odd: Vec<FlagCode>,
}

/// Reads `YYYY-MM-DDThh:mm:ss±hh:mm` and its common deviations. `zone_min` is the source's own offset for times without
/// one (UTC when it has none). A blank for the `T` is read and reported; whether it is allowed is the caller's affair.
pub(crate) fn read(text: &str, zone_min: Option<i32>) -> Option<Read> {
    let mut odd = Vec::new();
    let mut at = Digits(text.as_bytes());
    let (year, month, day) = (at.number(4)?, at.after(b'-')?.number(2)?, at.after(b'-')?.number(2)?);
    match at.take()? {
        b'T' => {}
        b't' => odd.push(FlagCode::TimeForm),
        b' ' => odd.push(FlagCode::TimeBlank),
        _ => return None,
    }
    let (hour, minute) = (at.number(2)?, at.after(b':')?.number(2)?);
    let (second, milli) = seconds(&mut at, &mut odd)?;
    let offset = offset(&mut at, &mut odd)?;
    let date = days_from_civil(year, month, day)?;
    let midnight = hour == 24 && minute == 0 && second == 0 && milli == 0;
    if midnight || second == 60 {
        odd.push(FlagCode::TimeNormalised);
    }
    if (hour > 23 && !midnight) || minute > 59 || second > 60 {
        return None;
    }
    let clock = ((hour * 60 + minute) * 60 + second) * 1_000 + milli;
    let zone = i64::from(offset.or(zone_min).unwrap_or(0)) * 60_000;
    let ms = date * 86_400_000 + clock - zone;
    Some(Read { time: Time { ms, text: text.to_owned(), offset_min: offset }, odd })
}

fn seconds(at: &mut Digits<'_>, odd: &mut Vec<FlagCode>) -> Option<(i64, i64)> {
    if at.0.first() != Some(&b':') {
        odd.push(FlagCode::TimeForm);
        return Some((0, 0));
    }
    let second = at.after(b':')?.number(2)?;
    if !matches!(at.0.first(), Some(b'.' | b',')) {
        return Some((second, 0));
    }
    odd.push(FlagCode::TimeFraction);
    at.take();
    let digits = at.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, rest) = at.0.split_at(digits);
    at.0 = rest;
    let milli = (0..3).fold(0, |sum, place| sum * 10 + i64::from(fraction.get(place).map_or(0, |byte| byte - b'0')));
    (digits > 0).then_some((second, milli))
}

/// The offset in minutes; `Some(None)` when there is none, `None` when what stands there is no offset.
#[expect(clippy::option_option, reason = "absent and unreadable are different answers")]
fn offset(at: &mut Digits<'_>, odd: &mut Vec<FlagCode>) -> Option<Option<i32>> {
    let sign = match at.take() {
        None => {
            odd.push(FlagCode::TimeNoOffset);
            return Some(None);
        }
        Some(b'Z' | b'z') => {
            odd.push(FlagCode::TimeZulu);
            return at.0.is_empty().then_some(Some(0));
        }
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let hours = at.number(2)?;
    let minutes = match at.0.len() {
        3 => at.after(b':')?.number(2)?,
        2 => {
            odd.push(FlagCode::TimeOffsetForm);
            at.number(2)?
        }
        0 => {
            odd.push(FlagCode::TimeOffsetForm);
            0
        }
        _ => return None,
    };
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    (total <= 14 * 60 && minutes < 60).then_some(Some(sign * total))
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn take(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn after(&mut self, byte: u8) -> Option<&mut Self> {
        (self.take()? == byte).then_some(self)
    }

    fn number(&mut self, width: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    }
}

/// Days since 1970-01-01 in the Gregorian calendar; none for a day that does not exist.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A date as feeds write it: as CAP does, or as mail does (RSS).
pub(crate) fn feed_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    read(text, None)
        .map(|read| read.time.ms)
        .or_else(|| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().as_millisecond()))
}

/// An instant as CAP 1.2 writes it, in UTC: `2026-11-22T09:30:00-00:00`. Milliseconds are cut off.
pub fn cap_text(ms: i64) -> String {
    let stamp = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{}-00:00", stamp.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> Option<i64> {
        read(text, Some(480)).map(|read| read.time.ms)
    }

    #[test]
    fn agrees_with_a_calendar_library() {
        for text in ["2003-06-17T14:57:00-07:00", "1970-01-01T00:00:00-00:00", "2024-02-29T23:59:59+05:45"] {
            let want = text.parse::<jiff::Timestamp>().expect("valid").as_millisecond();
            assert_eq!(ms(text), Some(want), "{text}");
        }
        for day in (-200_000..200_000).step_by(97) {
            let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day)).expect("in range");
            if date.year() >= 0 {
                assert_eq!(ms(&format!("{date}T00:00:00+00:00")), Some(day * 86_400_000), "{date}");
            }
        }
    }

    #[test]
    fn deviations_are_read_and_said() {
        let cases = [
            ("2003-06-17T14:57:00Z", "2003-06-17T14:57:00+00:00", FlagCode::TimeZulu),
            ("2003-06-17T14:57:00+0800", "2003-06-17T06:57:00+00:00", FlagCode::TimeOffsetForm),
            ("2003-06-17T14:57:00", "2003-06-17T06:57:00+00:00", FlagCode::TimeNoOffset),
            ("2003-06-17 14:57:00+08:00", "2003-06-17T06:57:00+00:00", FlagCode::TimeBlank),
            ("2003-06-17T24:00:00+00:00", "2003-06-18T00:00:00+00:00", FlagCode::TimeNormalised),
            ("2003-06-17T23:59:60+00:00", "2003-06-18T00:00:00+00:00", FlagCode::TimeNormalised),
            ("2003-06-17T14:57+00:00", "2003-06-17T14:57:00+00:00", FlagCode::TimeForm),
        ];
        for (odd, plain, code) in cases {
            let seen = read(odd, Some(480)).expect(odd);
            assert_eq!((Some(seen.time.ms), seen.odd), (ms(plain), vec![code]), "{odd}");
        }
        assert_eq!(ms("2003-06-17T14:57:00.1239-07:00"), ms("2003-06-17T14:57:00-07:00").map(|ms| ms + 123));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for bad in [
            "",
            "2024-02-30T10:00:00+00:00",
            "2023-02-29T10:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-01-01",
            "2024-01-01T",
            "2024-01-01T25:00:00Z",
            "2024-01-01T24:00:01Z",
            "2024-01-01T10:60:00Z",
            "2024-01-01T10:00:61Z",
            "2024-01-01T10:00:00+15:00",
            "2024-01-01T10:00:00Zx",
            "2024-01-01T10:00:00.Z",
            "date:now -6284 seconds",
            "２０２４-01-01T10:00:00Z",
        ] {
            assert!(ms(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn feeds_may_write_mail_dates() {
        assert_eq!(feed_ms("Wed, 11 Jun 2003 22:39:00 PDT"), ms("2003-06-11T22:39:00-07:00"));
        assert_eq!(feed_ms("2010-08-31T14:24:00-00:00"), ms("2010-08-31T14:24:00+00:00"));
        assert_eq!(feed_ms("#PUBDATE#"), None);
        assert_eq!(cap_text(0), "1970-01-01T00:00:00-00:00");
    }
}
