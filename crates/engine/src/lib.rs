//! The single writer and its ports; timers; authorisation.
