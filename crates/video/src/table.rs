//! CSV from a person's spreadsheet, row by row: a bad row becomes an error naming line and field, and never takes
//! its neighbours with it. It must not know what the columns mean; units and cameras are both read through it.
//!
//! One record is one line. A quoted line break is refused on purpose: with it, one forgotten quote would swallow
//! the rest of the file.

use std::collections::HashMap;

/// Largest accepted file, bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Largest accepted number of data rows.
pub const MAX_ROWS: usize = 200_000;
/// Longest accepted line, bytes.
const MAX_LINE: usize = 16 * 1024;
/// Most columns a header may have.
const MAX_COLUMNS: usize = 256;
/// Characters of a bad row kept for the report.
const KEPT_TEXT: usize = 200;

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Larger than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLarge { bytes: usize },
    /// More data rows than [`MAX_ROWS`].
    #[error("the file has more than {MAX_ROWS} rows")]
    TooManyRows,
    /// Not UTF-8. The line is where reading failed, 1-based.
    #[error("line {line} is not UTF-8{hint}; save the file as UTF-8 and import it again")]
    NotUtf8 { line: usize, hint: &'static str },
    /// Nothing but blanks.
    #[error("the file is empty: expected a header with {expected}")]
    Empty { expected: String },
    /// Columns that must be there and are not.
    #[error("line 1: the header lacks {missing}{hint}")]
    MissingColumns { missing: String, hint: &'static str },
    /// One name twice.
    #[error("line 1: the column {0:?} is there twice")]
    RepeatedColumn(String),
    /// The header line itself cannot be read.
    #[error("line 1: {0}")]
    Header(&'static str),
}

/// One row, or one field of it, that was refused. The others still come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RowError {
    /// Line in the file, 1-based, the header being line 1.
    pub line: usize,
    /// Column name; empty when the row as a whole is at fault.
    pub field: String,
    /// What is wrong, in words.
    pub message: String,
    /// The row as it stands in the file, cut to 200 characters, passwords in addresses masked.
    pub text: String,
}

/// A file whose header was accepted.
#[derive(Debug)]
pub struct Table<'a> {
    columns: HashMap<String, usize>,
    width: usize,
    lines: Vec<(usize, &'a str)>,
    ignored: Vec<String>,
}

/// One readable row.
#[derive(Debug)]
pub struct Row<'t> {
    columns: &'t HashMap<String, usize>,
    fields: Vec<String>,
    line: usize,
    raw: &'t str,
}

impl<'a> Table<'a> {
    /// Accepts UTF-8 (with or without a byte order mark), columns in any order, names in any case.
    /// Columns that are neither required nor optional are ignored and listed.
    pub fn read(bytes: &'a [u8], required: &[&str], optional: &[&str]) -> Result<Self, TableError> {
        if bytes.len() > MAX_BYTES {
            return Err(TableError::TooLarge { bytes: bytes.len() });
        }
        let text = utf8(bytes)?;
        let mut lines = numbered_lines(text);
        let Some((_, header)) = lines.next() else {
            return Err(TableError::Empty { expected: required.join(",") });
        };
        let names = split_line(header).map_err(TableError::Header)?;
        if names.len() > MAX_COLUMNS {
            return Err(TableError::Header("more than 256 columns"));
        }
        let (columns, ignored) = columns(&names, required, optional)?;
        missing(&columns, required, header)?;
        let lines: Vec<_> = lines.take(MAX_ROWS + 1).collect();
        if lines.len() > MAX_ROWS {
            return Err(TableError::TooManyRows);
        }
        Ok(Table { columns, width: names.len(), lines, ignored })
    }

    /// Columns of the file that nobody asked for.
    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored
    }

    /// Whether the file has the column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Every row in file order, readable or not.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, RowError>> {
        self.lines.iter().map(|&(line, raw)| self.row(line, raw))
    }

    fn row<'t>(&'t self, line: usize, raw: &'t str) -> Result<Row<'t>, RowError> {
        let refuse = |message: String| RowError { line, field: String::new(), message, text: shown(raw) };
        if raw.len() > MAX_LINE {
            return Err(refuse(format!("the line has {} bytes; at most {MAX_LINE} are read", raw.len())));
        }
        let fields = split_line(raw).map_err(|why| refuse(why.to_owned()))?;
        if fields.len() != self.width {
            return Err(refuse(format!("{} fields, but the header has {}", fields.len(), self.width)));
        }
        Ok(Row { columns: &self.columns, fields, line, raw })
    }
}

impl Row<'_> {
    /// Line in the file, 1-based.
    pub fn line(&self) -> usize {
        self.line
    }

    /// An error on this row.
    pub fn error(&self, field: &str, message: impl Into<String>) -> RowError {
        RowError { line: self.line, field: field.to_owned(), message: message.into(), text: shown(self.raw) }
    }

    /// The trimmed text of a column; `None` when the column is absent or blank.
    pub fn text(&self, field: &str) -> Option<&str> {
        let text = self.fields.get(*self.columns.get(field)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The text of a column, at most `max` characters and without control characters.
    pub fn bounded(&self, field: &str, max: usize) -> Result<Option<&str>, RowError> {
        let Some(text) = self.text(field) else { return Ok(None) };
        if text.chars().nth(max).is_some() {
            return Err(self.error(field, format!("longer than {max} characters")));
        }
        if text.chars().any(char::is_control) {
            return Err(self.error(field, "holds a control character"));
        }
        Ok(Some(text))
    }

    /// As [`Row::bounded`], and blank is an error.
    pub fn required(&self, field: &str, max: usize) -> Result<&str, RowError> {
        self.bounded(field, max)?.ok_or_else(|| self.error(field, "is missing"))
    }

    /// A finite number between `low` and `high`, both included; `None` when blank.
    pub fn number(&self, field: &str, low: f64, high: f64) -> Result<Option<f64>, RowError> {
        let Some(text) = self.bounded(field, 40)? else { return Ok(None) };
        let value: f64 = text.parse().map_err(|_| self.error(field, format!("{text:?} is not a number")))?;
        if !(low..=high).contains(&value) {
            return Err(self.error(field, format!("{text} is not between {low} and {high}")));
        }
        Ok(Some(value))
    }
}

/// The text without its byte order mark, or where it stops being UTF-8.
fn utf8(bytes: &[u8]) -> Result<&str, TableError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(TableError::NotUtf8 { line: 1, hint: " (it looks like UTF-16)" });
    }
    let body = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    std::str::from_utf8(body).map_err(|e| {
        let line = body[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        TableError::NotUtf8 { line, hint: " (perhaps GB18030 or Windows-1252)" }
    })
}

/// Lines that are not blank, with their 1-based numbers.
fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| line.chars().any(|c| c != ',' && !c.is_whitespace()))
}

type Columns = (HashMap<String, usize>, Vec<String>);

fn columns(names: &[String], required: &[&str], optional: &[&str]) -> Result<Columns, TableError> {
    let (mut known, mut ignored) = (HashMap::new(), Vec::new());
    for (i, name) in names.iter().enumerate() {
        let name = name.trim().to_lowercase();
        if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
            ignored.push(name.chars().take(KEPT_TEXT).collect());
        } else if known.insert(name.clone(), i).is_some() {
            return Err(TableError::RepeatedColumn(name));
        }
    }
    Ok((known, ignored))
}

fn missing(columns: &HashMap<String, usize>, required: &[&str], header: &str) -> Result<(), TableError> {
    let missing: Vec<&str> = required.iter().copied().filter(|name| !columns.contains_key(*name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let semicolons = !header.contains(',') && header.contains([';', '\t']);
    let hint = if semicolons { " (fields must be separated by commas)" } else { "" };
    Err(TableError::MissingColumns { missing: missing.join(", "), hint })
}

/// The fields of one line, RFC 4180 quoting.
fn split_line(line: &str) -> Result<Vec<String>, &'static str> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut chars = line.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => {
                quoted = false;
                if chars.peek().is_some_and(|next| *next != ',') {
                    return Err("text follows a closing quote");
                }
            }
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    if quoted {
        return Err("a quote is not closed on this line");
    }
    fields.push(field);
    Ok(fields)
}

/// A row as it may be shown and stored: short, and without the passwords of its addresses.
fn shown(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let end = tail.find(['/', ',', ' ', '"']).unwrap_or(tail.len());
        let secret = tail[..end].rfind('@').unwrap_or(0);
        if secret > 0 {
            out.push_str("***");
        }
        rest = &tail[secret..];
    }
    out.push_str(rest);
    out.chars().take(KEPT_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(bytes: &[u8]) -> Result<Vec<Result<String, RowError>>, TableError> {
        let table = Table::read(bytes, &["id", "name"], &["note"])?;
        Ok(table.rows().map(|r| r.and_then(|r| r.required("name", 10).map(str::to_owned))).collect())
    }

    #[test]
    fn reads_quotes_marks_and_any_column_order() {
        let rows = names(b"\xEF\xBB\xBFNote, Name ,ID\r\n,\"a, \"\"b\"\"\",1\r\n\r\n,\xE5\x9F\x8E,2").unwrap();
        assert_eq!(rows, [Ok("a, \"b\"".to_owned()), Ok("城".to_owned())]);
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_come() {
        let rows = names(b"id,name\n1,ok\n2\n3,\"open\n4,\n5,much too long\n6,\"x\"y\n7,fine\n").unwrap();
        let errors: Vec<_> = rows.iter().filter_map(|r| r.as_ref().err()).collect();
        let told: Vec<_> = errors.iter().map(|e| (e.line, e.field.as_str(), e.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "", "1 fields, but the header has 2"),
                (4, "", "a quote is not closed on this line"),
                (5, "name", "is missing"),
                (6, "name", "longer than 10 characters"),
                (7, "", "text follows a closing quote"),
            ]
        );
        assert_eq!(rows.iter().filter(|r| r.is_ok()).count(), 2);
        assert_eq!(errors[3].text, "5,much too long");
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_reason() {
        let refused = |bytes: &[u8]| names(bytes).unwrap_err().to_string();
        assert!(refused(b"").contains("empty"));
        assert_eq!(refused(b"id,x\n"), "line 1: the header lacks name");
        assert!(refused(b"id;name\n1;a").contains("separated by commas"));
        assert!(refused(b"id,name,id\n").contains("\"id\" is there twice"));
        assert!(refused(b"\xFF\xFEi\0d\0").contains("UTF-16"));
        // "id,name" and a name in GB18030.
        assert!(refused(b"id,name\n1,\xB3\xC7").contains("line 2 is not UTF-8 (perhaps GB18030"));
        assert!(matches!(names(&vec![b'a'; MAX_BYTES + 1]), Err(TableError::TooLarge { .. })));
        let many = format!("id,name\n{}", "1,a\n".repeat(MAX_ROWS + 1));
        assert_eq!(names(many.as_bytes()), Err(TableError::TooManyRows));
        assert_eq!(names(&many.as_bytes()[..many.len() - 4]).unwrap().len(), MAX_ROWS);
    }

    #[test]
    fn passwords_do_not_reach_the_report() {
        assert_eq!(shown("1,rtsp://u:p@ss@cam/x,\"http://a:b@c\""), "1,rtsp://***@cam/x,\"http://***@c\"");
        assert_eq!(shown("1,rtsp://cam/x@y"), "1,rtsp://cam/x@y");
    }

    proptest! {
      #[test]
      fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = names(&bytes);
        let mut with_header = b"id,name\n".to_vec();
        with_header.extend(bytes);
        let _ = names(&with_header);
      }
    }
}
