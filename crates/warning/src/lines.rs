//! Line numbers for byte offsets, without an index of every line: newlines are counted per block, once, on first use.
//! Knows nothing of what stands on the lines.

use std::cell::OnceCell;

const BLOCK: usize = 4096;

/// Line numbers of one text.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    /// Newlines before each block.
    before: OnceCell<Vec<u32>>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        Lines { text: text.as_bytes(), before: OnceCell::new() }
    }

    /// The line of an offset, from 1; an offset past the end counts as the end.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let before = self.before.get_or_init(|| {
            let mut sum = 0;
            self.text
                .chunks(BLOCK)
                .map(|block| {
                    let before = sum;
                    sum += count(block);
                    before
                })
                .collect()
        });
        let offset = offset.min(self.text.len());
        let start = offset / BLOCK * BLOCK;
        1 + before.get(offset / BLOCK).copied().unwrap_or_else(|| count(self.text)) + count(&self.text[start..offset])
    }
}

fn count(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte == b'\n')).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_across_blocks() {
        let text = "ab\n".repeat(5_000);
        let lines = Lines::new(&text);
        for at in [0, 2, 3, 4095, 4096, 4097, 8192, 14_999, 15_000, 99_999] {
            assert_eq!(lines.line(at) as usize, 1 + at.min(15_000) / 3, "{at}");
        }
        assert_eq!(Lines::new("").line(0), 1);
        assert_eq!(Lines::new(&"\n".repeat(BLOCK)).line(BLOCK), BLOCK as u32 + 1);
    }
}
