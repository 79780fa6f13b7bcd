//! HTML that needs nothing beside it: no script, no picture, no network, and every text escaped.

/// A document being written.
pub(super) struct Html(String);

/// Styles of all sheets: black on white, rows that do not break across pages.
const STYLE: &str = "body{font:11pt/1.35 'Noto Sans','Noto Sans CJK SC',sans-serif;color:#000;background:#fff;margin:12mm}\
h1{font-size:17pt;margin:0 0 2mm}h2{font-size:13pt;margin:6mm 0 2mm;border-bottom:1pt solid #000}\
p{margin:1mm 0}table{border-collapse:collapse;width:100%}th,td{border:.6pt solid #555;padding:1mm 1.6mm;text-align:left;vertical-align:top}\
th{background:#eee}tr{break-inside:avoid}.n{white-space:nowrap;font-variant-numeric:tabular-nums}.b{font-weight:700}\
.note{color:#333}.danger{border:1.5pt solid #000;padding:0 1mm;font-weight:700}.fill td{height:8mm}.big td{height:22mm}\
.box{display:inline-block;width:3.2mm;height:3.2mm;border:.8pt solid #000;margin-right:1mm}.choice{white-space:nowrap;margin-right:4mm}\
.page{break-before:page}.drill{border:3pt double #000;padding:2mm;font-weight:700;font-size:14pt}@page{size:A4;margin:10mm}@media print{body{margin:0}}";

impl Html {
    /// Begins a document.
    pub(super) fn new(lang: &str, title: &str) -> Self {
        let mut html = Self(String::with_capacity(16 << 10));
        html.raw("<!doctype html><html lang=\"").text(lang).raw("\"><head><meta charset=\"utf-8\">");
        html.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        );
        html.raw("<meta name=\"viewport\" content=\"width=device-width\"><title>").text(title).raw("</title><style>");
        html.raw(STYLE).raw("</style></head><body>");
        html
    }

    /// Markup of this program's own.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, escaped; what could reorder or hide the text around it is left out.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' => self.0.push('\u{fffd}'),
                c if c.is_control() && c != '\n' => self.0.push(' '),
                c => self.0.push(c),
            }
        }
        self
    }

    /// An element with text.
    pub(super) fn tag(&mut self, open: &str, text: &str) -> &mut Self {
        let name = open.split(' ').next().unwrap_or(open).to_owned();
        self.raw("<").raw(open).raw(">").text(text).raw("</").raw(&name).raw(">")
    }

    /// The head of a table.
    pub(super) fn heads(&mut self, heads: &[String]) -> &mut Self {
        self.raw("<thead><tr>");
        for head in heads {
            self.tag("th", head);
        }
        self.raw("</tr></thead>")
    }

    /// The whole document.
    pub(super) fn end(mut self) -> String {
        self.raw("</body></html>\n");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut html = Html::new("en", "<b>");
        html.tag("td class=n", "<script>alert(1)</script> & \"x\" \u{202e}drow");
        let text = html.end();
        assert!(
            !text.contains("<script") && text.contains("&lt;script&gt;") && text.contains("<title>&lt;b&gt;</title>")
        );
        assert!(text.contains("&quot;x&quot; \u{fffd}drow</td>"), "{text}");
        assert!(!text.contains("http:") && !text.contains("src="), "nothing is fetched");
    }
}
