//! What a reader noticed: stable codes with field, line and the original text. Judges nothing; a flag never removes an
//! alert from the picture.

use serde::{Deserialize, Serialize};

/// One noticed defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Stable code.
    pub code: FlagCode,
    /// Path of the field below the alert, such as `info[0]/area[2]/polygon[1]`.
    pub field: String,
    /// Line of the document, from 1.
    pub line: u32,
    /// The original text, cut at [`TEXT_LIMIT`] characters.
    pub text: String,
}

/// Longest original text a flag carries, in characters.
pub const TEXT_LIMIT: usize = 160;

impl Flag {
    /// A flag with its text cut to [`TEXT_LIMIT`].
    pub fn new(code: FlagCode, field: String, line: u32, text: &str) -> Flag {
        Flag { code, field, line, text: text.chars().take(TEXT_LIMIT).collect() }
    }
}

/// Declares the codes once: variant, stable kebab-case word, meaning.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $var:ident = $word:literal),+ $(,)?) => {
        /// Stable codes of what was noticed, in a document or in a chain of messages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum FlagCode {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $var),+
        }

        impl FlagCode {
            /// Every code.
            pub const ALL: &'static [FlagCode] = &[$(FlagCode::$var),+];

            /// The stable word, as stored and shown.
            pub fn word(self) -> &'static str {
                match self { $(FlagCode::$var => $word),+ }
            }
        }
    };
}

codes! {
    /// Blanks stood before the document.
    LeadingBlank = "leading-blank",
    /// A transport header stood before the document.
    TransportHeader = "transport-header",
    /// The encoding declared is unknown or differs from the one the bytes show.
    EncodingDeclared = "encoding-declared",
    /// The alert has no namespace.
    NamespaceMissing = "namespace-missing",
    /// The alert's namespace is none of CAP's.
    NamespaceUnknown = "namespace-unknown",
    /// An element stands before one that should precede it.
    ElementOrder = "element-order",
    /// An element CAP does not know; kept as a raw pair.
    ElementUnknown = "element-unknown",
    /// A single-valued element came more than once; the first counts.
    ElementRepeated = "element-repeated",
    /// Text stood between elements where CAP has none.
    TextStray = "text-stray",
    /// A required element is absent.
    ElementMissing = "element-missing",
    /// An element is present but empty.
    ValueEmpty = "value-empty",
    /// No info block although the message is an Alert or an Update.
    InfoMissing = "info-missing",
    /// An info block without an area.
    AreaMissing = "area-missing",
    /// An area with neither shape nor code, only words.
    AreaTextOnly = "area-text-only",
    /// A list word in another case; mapped.
    EnumCase = "enum-case",
    /// A word on no list of any CAP version; read as unknown.
    EnumUnknown = "enum-unknown",
    /// A language tag that is not one.
    LanguageInvalid = "language-invalid",
    /// Blanks, commas, `<` or `&` in an identifier or sender.
    IdentifierForbidden = "identifier-forbidden",
    /// Scope is absent or unreadable; handled as Private.
    ScopeAssumedPrivate = "scope-assumed-private",
    /// Private scope without addresses.
    AddressesMissing = "addresses-missing",
    /// Restricted scope without a restriction.
    RestrictionMissing = "restriction-missing",
    /// A number that cannot be read.
    NumberInvalid = "number-invalid",
    /// A time written with `Z`.
    TimeZulu = "time-zulu",
    /// A time with fractions of a second.
    TimeFraction = "time-fraction",
    /// An offset without its colon, or without minutes.
    TimeOffsetForm = "time-offset-form",
    /// No offset; the source's zone, or UTC, was taken.
    TimeNoOffset = "time-no-offset",
    /// A blank instead of `T`, allowed for this source.
    TimeBlank = "time-blank",
    /// `24:00:00` or a leap second, normalised.
    TimeNormalised = "time-normalised",
    /// Another form of time (seconds left out, a mail date); read all the same.
    TimeForm = "time-form",
    /// A time other than `sent` that cannot be read; treated as absent.
    TimeInvalid = "time-invalid",
    /// The message was already past when it was sent.
    ExpiresBeforeSent = "expires-before-sent",
    /// No end of validity.
    ExpiresMissing = "expires-missing",
    /// A ring whose last point is not its first; closed.
    PolygonUnclosed = "polygon-unclosed",
    /// Pairs separated by something other than a blank; read.
    PolygonSeparator = "polygon-separator",
    /// Longitude before latitude, beyond doubt; swapped back.
    PolygonSwapped = "polygon-swapped",
    /// Fewer than four points; the area falls back on its other means.
    PolygonTooShort = "polygon-too-short",
    /// A point out of range or not a number; the ring is not used.
    PolygonUnusable = "polygon-unusable",
    /// A ring that crosses itself; filled by the non-zero rule.
    PolygonSelfCrossing = "polygon-self-crossing",
    /// An element `polygon` without points.
    PolygonEmpty = "polygon-empty",
    /// An element `circle` without content.
    CircleEmpty = "circle-empty",
    /// A circle without radius; read as a point.
    CircleNoRadius = "circle-no-radius",
    /// A radius no hazard has (metres for kilometres?); read as a point.
    CircleImplausible = "circle-implausible",
    /// A circle whose centre cannot be read; not used.
    CircleUnusable = "circle-unusable",
    /// A reference that lacks its third field or more.
    ReferenceIncomplete = "reference-incomplete",
    /// A reference with a blank inside a field.
    ReferenceBlank = "reference-blank",
    /// An empty `references` element.
    ReferenceEmpty = "reference-empty",
    /// A message that names itself; without effect.
    ReferenceSelf = "self-reference",
    /// An Update or Cancel that names nothing.
    ReferencesMissing = "references-missing",
    /// Embedded content that is not base64; the resource is not usable.
    ResourceBase64 = "resource-bad-base64",
    /// Embedded content of another size than declared; the resource is not usable.
    ResourceSize = "resource-size",
    /// A link that is not http(s); shown as text, never offered.
    ResourceLink = "resource-link-unsafe",
    /// A limit of the reader cut something off; the rest stands.
    LimitReached = "limit-reached",

    /// The document around this alert breaks off or is damaged further on.
    EnvelopeDamaged = "envelope-damaged",
    /// A feed entry without id, title, link or content.
    EntryIncomplete = "entry-incomplete",

    /// Chain: the reference names a message of another sender; without effect.
    ForeignReference = "foreign-reference",
    /// Chain: the reference names a message sent later; without effect.
    ReferenceToFuture = "reference-to-future",
    /// Chain: an exercise or test message names an actual one; without effect.
    ReferenceAcrossStatus = "reference-across-status",
    /// Chain: matched by sender and identifier or identifier alone, not by all three.
    ReferenceLoose = "reference-loose",
    /// Chain: the message named has not been received.
    ReferenceUnknown = "reference-unknown",
    /// Chain: two messages name each other; the older edge has no effect.
    ReferenceCycle = "reference-cycle",
    /// Chain: a Cancel names an ancestor while a later Update of it stands; the operator decides.
    CancelNamesAncestor = "cancel-names-ancestor",
    /// Chain: same identity, other content; both kept.
    IdentityConflict = "identity-conflict",
}
