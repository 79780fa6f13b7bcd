//! What the router must get right, on a town made for each rule and on real cities against a plain search.

mod cities;
mod closures;
mod locked;
mod places;
mod reach;
mod reference;
mod rules;
mod support;
