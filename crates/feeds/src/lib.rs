//! Brings the outside in: a guarded HTTP client and polled warning feeds.
