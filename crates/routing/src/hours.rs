//! When a condition holds: `no_left_turn @ (Mo-Fr 07:00-09:00,16:00-18:00; Sa 08:00-12:00)` read into minutes of a week.
//! Wiki: Conditional restrictions, Key:opening_hours. It must not know turns or clocks.
//!
//! Read are days of the week, times of the day and `off`. What is not read (months, holidays with hours of their own,
//! weights, sunrise) makes the whole condition hold always: a rule that may bind, binds.

/// Minutes of a week.
const WEEK: u16 = 7 * DAY;
const DAY: u16 = 24 * 60;
/// Longer than any condition that is meant.
const MAX_CHARS: usize = 1_000;

/// A local minute of the week, from Monday 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekMinute(u16);

impl WeekMinute {
    /// `weekday` from 0 for Monday to 6, `minute` of the day from 0 to 1,439; else `None`.
    #[must_use]
    pub const fn new(weekday: u8, minute: u16) -> Option<Self> {
        if weekday < 7 && minute < DAY { Some(Self(weekday as u16 * DAY + minute)) } else { None }
    }

    /// Of milliseconds since 1970-01-01 00:00 by the local clock.
    #[must_use]
    pub const fn of_local_ms(local_ms: i64) -> Self {
        // 1970 began on a Thursday.
        let minute = local_ms.div_euclid(60_000) + 3 * DAY as i64;
        Self(minute.rem_euclid(WEEK as i64) as u16)
    }

    /// The hour of the day, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        (self.0 % DAY / 60) as u8
    }
}

/// The minutes of a week in which a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours {
    on: Vec<Span>,
    off: Vec<Span>,
}

/// From a minute of the week, for so many; may run over the week's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u16,
    minutes: u16,
}

impl Hours {
    /// Of a conditional value, all its `value @ (hours)`; `None` when any part of it is not read.
    pub(crate) fn read(conditional: &str) -> Option<Self> {
        if conditional.len() > MAX_CHARS {
            return None;
        }
        let mut hours = Self { on: Vec::new(), off: Vec::new() };
        for clause in outside_brackets(conditional) {
            let (_, when) = clause.split_once('@')?;
            let when = when.trim();
            let inner = when.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or(when);
            for rule in inner.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
                hours.rule(rule)?;
            }
        }
        (!hours.on.is_empty()).then_some(hours)
    }

    /// Whether it holds at a minute of the week.
    pub(crate) fn hold(&self, at: WeekMinute) -> bool {
        let within = |span: &Span| (at.0 + WEEK - span.from) % WEEK < span.minutes;
        self.on.iter().any(within) && !self.off.iter().any(within)
    }

    /// `Mo-Fr,Su 07:00-09:00,16-18`, days alone, times alone, `24/7`, any of them with `off`.
    fn rule(&mut self, rule: &str) -> Option<()> {
        let (rule, off) = match ["off", "closed"].iter().find_map(|word| rule.strip_suffix(word)) {
            Some(rest) => (rest.trim(), true),
            None => (rule, false),
        };
        // Nobody tells which day is a holiday; that a rule rests on one is left out, which binds more.
        if off && rule.split(',').all(|day| matches!(day.trim(), "PH" | "SH")) {
            return Some(());
        }
        let split = rule.find(|c: char| c.is_ascii_digit()).unwrap_or(rule.len());
        let (days, times) = (rule[..split].trim(), rule[split..].trim());
        let days = if days.is_empty() { vec![true; 7] } else { read_days(days)? };
        let times = if times.is_empty() { vec![(0, DAY)] } else { read_times(times)? };
        let into = if off { &mut self.off } else { &mut self.on };
        for day in (0..7).filter(|day| days[usize::from(*day)]) {
            into.extend(
                times.iter().map(|(from, minutes)| Span { from: (day * DAY + from) % WEEK, minutes: *minutes }),
            );
        }
        Some(())
    }
}

/// The parts between semicolons that are in no brackets.
fn outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// `Mo`, `Mo-Fr`, `Sa,Su`, a range over the week's end; by day.
fn read_days(text: &str) -> Option<Vec<bool>> {
    let day = |word: &str| ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().position(|day| *day == word.trim());
    let mut days = vec![false; 7];
    for part in text.split(',').map(|part| part.trim().trim_end_matches(':')) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let count = (last + 7 - first) % 7 + 1;
        (0..count).for_each(|step| days[(first + step) % 7] = true);
    }
    Some(days)
}

/// `07:00-09:00,16-18`, `24h`, `24/7`: minute of the day each begins at, and how many it lasts. An end before its
/// beginning is on the next day.
fn read_times(text: &str) -> Option<Vec<(u16, u16)>> {
    if matches!(text, "24/7" | "24h" | "24 h") {
        return Some(vec![(0, DAY)]);
    }
    let span = |part: &str| {
        let (from, to) = part.split_once('-')?;
        let (from, to) = (clock(from)?, clock(to)?);
        let minutes = if to > from { to - from } else { to + DAY - from };
        (from < DAY && minutes <= DAY).then_some((from, minutes))
    };
    text.split(',').map(|part| span(part.trim())).collect()
}

/// `7`, `07:00`, `24:00`.
fn clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if plain { digits.parse::<u16>().ok() } else { None }
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(weekday: u8, hour: u16, minute: u16) -> WeekMinute {
        WeekMinute::new(weekday, hour * 60 + minute).unwrap()
    }

    fn holds(text: &str, at: WeekMinute) -> Option<bool> {
        Hours::read(text).map(|hours| hours.hold(at))
    }

    const MONDAY: u8 = 0;
    const SATURDAY: u8 = 5;
    const SUNDAY: u8 = 6;

    #[test]
    fn usual_conditions_hold_when_they_say() {
        for (text, when, wanted) in [
            ("no_left_turn @ (07:00-09:00)", at(SUNDAY, 7, 0), true),
            ("no_left_turn @ (07:00-09:00)", at(SUNDAY, 9, 0), false),
            ("no_left_turn @ (Mo-Fr 7-18)", at(MONDAY, 17, 59), true),
            ("no_left_turn @ (Mo-Fr 7-18)", at(SATURDAY, 12, 0), false),
            ("no @ (Mo-Fr 07:00-09:00,16:00-18:00)", at(MONDAY, 16, 30), true),
            ("no @ (Mo-Fr 07:00-09:00, 16:00-18:00; Sa 08:00-12:00)", at(SATURDAY, 9, 0), true),
            ("no @ (Mo-Fr 07:00-09:00; Sa,Su)", at(SUNDAY, 23, 59), true),
            ("no @ (22:00-06:00)", at(MONDAY, 3, 0), true),
            ("no @ (Su 22:00-06:00)", at(MONDAY, 5, 59), true),
            ("no @ (Su 22:00-06:00)", at(SUNDAY, 5, 0), false),
            ("no @ (Fr-Mo)", at(SUNDAY, 12, 0), true),
            ("no @ (Fr-Mo)", at(2, 12, 0), false),
            ("no @ (24/7)", at(3, 1, 1), true),
            ("no @ (Sa-Su 24h)", at(SATURDAY, 0, 0), true),
            ("no @ Mo-Su 21:00-9:00", at(MONDAY, 8, 59), true),
            ("no @ (06:30-08:30);no @ (16:30-18:30)", at(MONDAY, 17, 0), true),
            ("no @ (Mo-Fr 07:00-18:00;PH off)", at(MONDAY, 8, 0), true),
            ("no @ (Mo-Su 07:00-18:00; Su off)", at(SUNDAY, 8, 0), false),
            ("no @ (00:00-24:00)", at(SUNDAY, 23, 59), true),
        ] {
            assert_eq!(holds(text, when), Some(wanted), "{text} at {when:?}");
        }
    }

    #[test]
    fn what_is_not_read_is_said() {
        for text in [
            "no_left_turn",
            "no @ ()",
            "no @ (Mar 15-Sep 15)",
            "no @ (weight>7.5)",
            "no @ (07:00-09:00 AND weight>7.5)",
            "no @ (sunrise-sunset)",
            "no @ (PH 08:00-12:00)",
            "no @ (25:00-26:00)",
            "no @ (07:60-09:00)",
            "no @ (Mo-Xx 07:00-09:00)",
            "no @ (Mo-Fr 07:00)",
            "no @ (Su off)",
            "no @ (07:00-09:00); maybe",
        ] {
            assert_eq!(Hours::read(text), None, "{text}");
        }
    }

    #[test]
    fn minutes_of_the_week_come_from_the_local_clock() {
        // 2026-11-22 is a Sunday; 17:38.
        assert_eq!(WeekMinute::of_local_ms(1_795_369_080_000), at(SUNDAY, 17, 38));
        assert_eq!(WeekMinute::of_local_ms(0), at(3, 0, 0));
        assert_eq!(WeekMinute::of_local_ms(-1), at(2, 23, 59));
        assert_eq!((WeekMinute::new(7, 0), WeekMinute::new(0, 1_440)), (None, None));
        assert_eq!(at(SUNDAY, 17, 38).hour(), 17);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not_without_harm(text in "[ @();,:0-9MoTuWeThFrSaSuPHof24/-]{0,60}", minute in 0..WEEK) {
            if let Some(hours) = Hours::read(&text) {
                hours.hold(WeekMinute(minute));
            }
        }

        /// A span of any day holds exactly in its minutes.
        #[test]
        fn spans_hold_in_their_minutes(day in 0..7_u16, from in 0..DAY, minutes in 1..=DAY, minute in 0..WEEK) {
            let to = (from + minutes) % DAY;
            let names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
            let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
            let text = format!("no @ ({} {}-{})", names[usize::from(day)], clock(from), clock(to));
            let first = day * DAY + from;
            let inside = (0..minutes).any(|step| (first + step) % WEEK == minute);
            prop_assert_eq!(holds(&text, WeekMinute(minute)), Some(inside));
        }
    }
}
