//! Verbs of resources: tows in turn, stock.

use super::Line;
use super::crew::first_word;
use super::words::Words;
use crate::command::Command;
use crate::rejection::{Kind, Rejection};
use crate::resource::Order;

impl Line<'_> {
    /// A verb of resources; `None` when it is another's.
    pub(super) fn resource(&self, verb: &str, words: &Words<'_>) -> Result<Option<Command>, Rejection> {
        let order = match verb {
            "tow" => self.tow(words.clone())?,
            "take" => self.stock(words, -1)?,
            "give" => self.stock(words, 1)?,
            _ => return Ok(None),
        };
        Ok(Some(Command::Resource(order)))
    }

    /// `tow @47 heavy`, `tow @47 heavy north`, `tow @47 - no answer`.
    fn tow(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (first, after) = first_word(&rest);
        let incident = incident.id;
        match (first, after) {
            ("" | "-", "") => Err(Rejection::new(Kind::Incomplete, "preview.tow")),
            ("-", reason) => Ok(Order::SkipTow { incident, reason: reason.to_owned() }),
            (class, area) => {
                let area = Some(area.to_owned()).filter(|area| !area.is_empty());
                Ok(Order::CallTow { incident, area, class: class.to_owned() })
            }
        }
    }

    /// `take SAND 50 reason`, for the selected incident when there is one.
    fn stock(&self, words: &Words<'_>, sign: i64) -> Result<Order, Rejection> {
        let (id, rest) = first_word(words.rest());
        let (amount, reason) = first_word(rest);
        match amount.parse::<u32>() {
            Ok(amount) if amount > 0 && !reason.is_empty() => Ok(Order::MoveStock {
                id: id.to_owned(),
                amount: sign * i64::from(amount),
                incident: self.selected,
                reason: reason.to_owned(),
            }),
            _ => Err(Rejection::new(Kind::Incomplete, "preview.stock")),
        }
    }
}
