//! One row as the file has it, by storage type. A column of the wrong type is a fault, not a conversion.

use super::Bad;
use rusqlite::types::ValueRef;
use uuid::Uuid;

/// The row being proved.
pub(super) struct Raw<'r, 's> {
    pub row: &'r rusqlite::Row<'s>,
    pub names: &'static [&'static str],
    pub lseq: Option<u64>,
    pub gseq: Option<u64>,
    pub id: Option<String>,
}

impl<'r> Raw<'r, '_> {
    /// The fault `why` in a column or rule of this row.
    pub fn bad(&self, rule: &str, why: impl Into<String>) -> Bad {
        Bad { lseq: self.lseq, gseq: self.gseq, id: self.id.clone(), rule: rule.to_owned(), why: why.into() }
    }

    fn value(&self, column: usize) -> Result<ValueRef<'r>, Bad> {
        self.row.get_ref(column).map_err(|error| self.bad(self.names[column], error.to_string()))
    }

    fn wrong(&self, column: usize, value: ValueRef<'_>, wanted: &str) -> Bad {
        self.bad(self.names[column], format!("is {}, not {wanted}", value.data_type()))
    }

    pub fn number(&self, column: usize) -> Result<i64, Bad> {
        match self.value(column)? {
            ValueRef::Integer(number) => Ok(number),
            other => Err(self.wrong(column, other, "a number")),
        }
    }

    pub fn count(&self, column: usize) -> Result<u64, Bad> {
        let number = self.number(column)?;
        u64::try_from(number).map_err(|_| self.bad(self.names[column], format!("is {number}")))
    }

    pub fn optional(&self, column: usize) -> Result<Option<i64>, Bad> {
        match self.value(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            other => Err(self.wrong(column, other, "a number or nothing")),
        }
    }

    pub fn text(&self, column: usize) -> Result<&'r str, Bad> {
        match self.value(column)? {
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map_err(|_| self.bad(self.names[column], "is not UTF-8 text"))
            }
            other => Err(self.wrong(column, other, "text")),
        }
    }

    pub fn blob(&self, column: usize) -> Result<&'r [u8], Bad> {
        match self.value(column)? {
            ValueRef::Blob(bytes) => Ok(bytes),
            other => Err(self.wrong(column, other, "bytes")),
        }
    }

    pub fn bytes<const N: usize>(&self, column: usize) -> Result<&'r [u8; N], Bad> {
        let bytes = self.blob(column)?;
        bytes.try_into().map_err(|_| self.bad(self.names[column], format!("is {} bytes long, not {N}", bytes.len())))
    }

    /// Reads the id for the report, without a complaint if it cannot be read.
    pub fn note_id(&mut self, column: usize) {
        let bytes = self.row.get_ref(column).ok().and_then(|value| value.as_blob().ok());
        self.id = bytes.map(|bytes| Uuid::from_slice(bytes).map_or_else(|_| hex::encode(bytes), |id| id.to_string()));
    }
}
