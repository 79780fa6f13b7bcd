//! Writes the wire types as one TypeScript file. `./dev gen` puts it in place; `./dev test` compares.

use crate::catalogue::Catalogue;
use crate::{ApiError, Command, ErrorCode, Patch, Positions, Push, Receipt, Snapshot};
use crate::{command, layer, link, plan, query, view};
use std::collections::BTreeMap;
use ts_rs::{Config, TS, TypeVisitor};

/// Numbers on the wire are JSON numbers: sequences and milliseconds stay below 2^53.
pub(crate) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// The whole file, in a stable order.
pub fn file() -> String {
    let cfg = config();
    let mut all = Declarations { cfg: &cfg, found: BTreeMap::new() };
    all.add::<Command>();
    all.add::<query::Query>();
    all.add::<command::SignOn>();
    all.add::<Receipt>();
    all.add::<ApiError>();
    all.add::<ErrorCode>();
    all.add::<Push>();
    all.add::<Snapshot>();
    all.add::<Patch>();
    all.add::<Positions>();
    all.add::<Catalogue>();
    all.add::<view::LobbyView>();
    all.add::<view::SeatView>();
    all.add::<view::WarningDetail>();
    all.add::<view::IncidentDetail>();
    all.add::<view::UserRow>();
    all.add::<view::TimelineRow>();
    all.add::<view::LinePreview>();
    all.add::<view::SearchView>();
    all.add::<view::WhereaboutsView>();
    all.add::<view::RouteView>();
    all.add::<view::ClosestView>();
    all.add::<crate::recommend::RecommendView>();
    all.add::<view::ReachView>();
    all.add::<view::AliasRow>();
    all.add::<view::AreaImportView>();
    all.add::<layer::LayerJobView>();
    all.add::<layer::LayerFeatureView>();
    all.add::<plan::PlanView>();
    all.add::<plan::PlanCheck>();
    all.add::<plan::PlanText>();
    all.add::<plan::RecognisedView>();
    all.add::<link::DuplicateRow>();
    all.add::<link::AtPlaceView>();
    all.add::<crate::work::ShiftSheet>();
    all.add::<crate::resource::ResourcesView>();
    all.add::<crate::resource::DetourView>();
    all.add::<crate::radio::RadioLogView>();
    all.add::<crate::kpi::KpiReport>();
    all.add::<crate::preference::PreferenceRow>();
    all.add::<crate::staff::RosterView>();
    all.add::<crate::intake::PremisesView>();
    all.add::<crate::intake::CardSheet>();
    all.add::<crate::intake::SheetHtml>();
    let mut out = String::from(
        "// Generated from crates/api by `./dev gen`. Do not edit: change the Rust type and generate again.\n\n",
    );
    for text in all.found.values() {
        out.push_str(text);
        out.push_str("\n\n");
    }
    out.push_str(&query::typescript_map());
    out
}

struct Declarations<'a> {
    cfg: &'a Config,
    found: BTreeMap<String, String>,
}

impl Declarations<'_> {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        self.visit::<T>();
    }
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only our own types have an output path; numbers, strings and containers do not.
        if T::output_path().is_none() || self.found.contains_key(&T::ident(self.cfg)) {
            return;
        }
        self.found.insert(T::ident(self.cfg), format!("export {}", T::decl(self.cfg)));
        T::visit_dependencies(self);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_type_named_is_declared_once() {
        let file = super::file();
        for name in [
            "Command",
            "Push",
            "IncidentRow",
            "WarningRow",
            "Receipt",
            "OpenIncident",
            "Sight",
            "SearchRow",
            "EtaRow",
            "ReachBand",
        ] {
            assert_eq!(file.matches(&format!("export type {name} ")).count(), 1, "{name} in\n{file}");
        }
        assert!(file.contains("export interface Queries"));
        assert!(!file.contains("bigint"), "numbers on the wire are JSON numbers");
    }
}
