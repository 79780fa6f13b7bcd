//! The element names of CAP by level, in the order of the 1.2 schema; 1.0's `password` is kept in its place. Knows no
//! reading.

/// Declares the elements of one level in schema order.
macro_rules! fields {
    ($name:ident { $($var:ident = $word:literal),+ $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($var),+ }

        impl $name {
            pub(super) fn of(local: &str) -> Option<$name> {
                match local { $($word => Some($name::$var),)+ _ => None }
            }

            /// Place in the schema's order.
            pub(super) fn rank(self) -> usize {
                self as usize
            }
        }
    };
}

fields! {
    AlertField {
        Identifier = "identifier", Sender = "sender", Password = "password", Sent = "sent", Status = "status",
        MsgType = "msgType", Source = "source", Scope = "scope", Restriction = "restriction",
        Addresses = "addresses", Code = "code", Note = "note", References = "references", Incidents = "incidents",
        Info = "info",
    }
}

fields! {
    InfoField {
        Language = "language", Category = "category", Event = "event", ResponseType = "responseType",
        Urgency = "urgency", Severity = "severity", Certainty = "certainty", Audience = "audience",
        EventCode = "eventCode", Effective = "effective", Onset = "onset", Expires = "expires",
        SenderName = "senderName", Headline = "headline", Description = "description",
        Instruction = "instruction", Web = "web", Contact = "contact", Parameter = "parameter",
        Resource = "resource", Area = "area",
    }
}

fields! {
    ResourceField {
        Description = "resourceDesc", MimeType = "mimeType", Size = "size", Uri = "uri", DerefUri = "derefUri",
        Digest = "digest",
    }
}

fields! {
    AreaField {
        Desc = "areaDesc", Polygon = "polygon", Circle = "circle", Geocode = "geocode", Altitude = "altitude",
        Ceiling = "ceiling",
    }
}
