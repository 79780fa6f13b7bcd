//! Collects flags while one alert is read, with the path of the field they belong to, and holds the totals a document
//! may not pass. Knows no XML.

use crate::flag::{Flag, FlagCode};

/// Most flags kept per alert.
const FLAG_LIMIT: usize = 500;

/// The flags of one alert in the making.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) flags: Vec<Flag>,
    /// The info block and the area being read.
    pub(crate) info: Option<usize>,
    pub(crate) area: Option<usize>,
}

impl Notes {
    /// Whether no further flag is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.flags.len() > FLAG_LIMIT
    }

    /// Notes a defect of a field; the last one kept says that there were more.
    pub(crate) fn add(&mut self, code: FlagCode, field: &str, line: u32, text: &str) {
        if self.is_full() {
            return;
        }
        let code = if self.flags.len() == FLAG_LIMIT { FlagCode::LimitReached } else { code };
        let path = match (self.info, self.area) {
            (Some(info), Some(area)) => format!("info[{info}]/area[{area}]/{field}"),
            (Some(info), None) => format!("info[{info}]/{field}"),
            _ => field.to_owned(),
        };
        self.flags.push(Flag::new(code, path, line, text));
    }
}

/// What is left of the totals one document may hold, so that a small hostile body cannot become a large memory.
pub(crate) struct Budget {
    pub(crate) infos: usize,
    pub(crate) areas: usize,
    /// Codes, parameters, resources, circles, list entries and unknown elements together.
    pub(crate) items: usize,
    pub(crate) vertices: usize,
    /// Pair tests for rings that cross themselves.
    pub(crate) tests: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { infos: 5_000, areas: 50_000, items: 200_000, vertices: crate::read::VERTEX_LIMIT, tests: 8_000_000 }
    }
}

/// Takes `count` from what is left; false when there is not enough.
pub(crate) fn spend(left: &mut usize, count: usize) -> bool {
    match left.checked_sub(count) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}
