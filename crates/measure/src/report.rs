//! Cases become figures: the eligible set first, what is left out counted by reason, then percentiles and what standards
//! say to them.

use crate::clocks::{Case, Outcome};
use crate::gather::Span;
use crate::metric::{Definition, Metric, Reason, definitions};
use crate::score::Score;
use crate::set::{Standard, Target, ThresholdSet};
use crate::stats::{self, Share, Spread};
use std::collections::BTreeMap;

/// All figures of a span.
#[derive(Clone, Debug)]
pub struct Report {
    pub set_name: String,
    pub set_edition: String,
    pub span: Span,
    /// Incidents opened in the span.
    pub incidents: usize,
    pub figures: Vec<Figure>,
    pub traffic: Traffic,
    pub score: Score,
}

/// Counts of traffic incidents (`dispatch.md` 7 and 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Incidents of which something was said of the road.
    pub incidents: usize,
    pub secondary: usize,
    pub responder_struck: usize,
}

/// One metric over all services, and under it what each standard says.
#[derive(Clone, Debug)]
pub struct Figure {
    pub definition: &'static Definition,
    pub cases: Judged,
    pub standards: Vec<StandardFigure>,
}

/// A set of cases: each is in exactly one of the three parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    pub total: usize,
    pub spread: Spread,
    /// Cases with a stamp that was entered late, apart from the rest.
    pub back_dated: Spread,
    pub excluded: BTreeMap<Reason, usize>,
}

/// The cases a standard is about, and how many kept its limits.
#[derive(Clone, Debug)]
pub struct StandardFigure {
    pub standard: Standard,
    pub cases: Judged,
    /// Of the measured ones, on time entered.
    pub targets: Vec<(Target, Share)>,
}

impl StandardFigure {
    /// Whether enough kept a limit; `None` when the standard names no share, or there are too few to say.
    pub fn met(&self, target: usize) -> Option<bool> {
        let (target, share) = self.targets.get(target)?;
        let (wanted, found) = (target.share?, share.share?);
        (share.n >= stats::TOO_FEW).then_some(found >= wanted)
    }
}

impl Report {
    pub(crate) fn new(
        set: &ThresholdSet,
        kinds: &[String],
        cases: &BTreeMap<Metric, Vec<Case>>,
        family: Option<&str>,
    ) -> Self {
        let asked = |s: &&Standard| family.is_none_or(|f| s.family.eq_ignore_ascii_case(f) || s.id == f);
        let of = |metric| cases.get(&metric).map_or(&[][..], Vec::as_slice);
        let figure = |definition: &'static Definition| {
            let standards = set.standards.iter().filter(|s| s.metric == definition.metric).filter(asked);
            let standards: Vec<StandardFigure> =
                standards.map(|standard| judged_by(standard, kinds, of(definition.metric))).collect();
            let wanted = family.is_none() || !standards.is_empty();
            wanted.then(|| Figure { definition, cases: judge(of(definition.metric).iter()).0, standards })
        };
        Self {
            set_name: set.name.clone(),
            set_edition: set.edition.clone(),
            span: Span::ALL,
            incidents: 0,
            figures: definitions().iter().filter_map(figure).collect(),
            traffic: Traffic::default(),
            score: Score::default(),
        }
    }

    pub(crate) fn with(self, span: Span, incidents: usize, traffic: Traffic, score: Score) -> Self {
        Self { span, incidents, traffic, score, ..self }
    }

    /// The figure of a metric.
    pub fn figure(&self, metric: Metric) -> Option<&Figure> {
        self.figures.iter().find(|f| f.definition.metric == metric)
    }
}

/// Parts the cases; the measured ones sorted.
fn judge<'a>(cases: impl Iterator<Item = &'a Case>) -> (Judged, Vec<i64>) {
    let (mut judged, mut measured, mut late) = (Judged::default(), Vec::new(), Vec::new());
    for case in cases {
        judged.total += 1;
        match case.outcome {
            Outcome::Measured(ms) => measured.push(ms),
            Outcome::BackDated(ms) => late.push(ms),
            Outcome::Excluded(reason) => *judged.excluded.entry(reason).or_default() += 1,
        }
    }
    judged.spread = stats::spread(&mut measured);
    judged.back_dated = stats::spread(&mut late);
    (judged, measured)
}

fn judged_by(standard: &Standard, kinds: &[String], cases: &[Case]) -> StandardFigure {
    let of_service =
        |case: &Case| standard.services.is_empty() || case.service.is_some_and(|s| standard.services.contains(&s));
    let of_kind = |case: &Case| {
        let kind = kinds.get(usize::from(case.kind));
        standard.kinds.is_empty() || kind.is_some_and(|k| standard.kinds.iter().any(|of| of.to_lowercase() == *k))
    };
    let (judged, measured) = judge(cases.iter().filter(|case| of_service(case) && of_kind(case)));
    let share = |target: &Target| {
        let within = measured.partition_point(|ms| *ms <= i64::from(target.within_s) * 1_000);
        (*target, stats::share(within, measured.len()))
    };
    StandardFigure { targets: standard.targets.iter().map(share).collect(), standard: standard.clone(), cases: judged }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set::BUILT_IN;
    use proptest::prelude::*;
    use watchfloor_domain::catalogue::Service;

    fn case() -> impl Strategy<Value = Case> {
        let services = [None, Some(Service::Fire), Some(Service::Ems), Some(Service::Police)];
        let outcome = prop_oneof![
            (0_i64..600_000).prop_map(Outcome::Measured),
            (0_i64..600_000).prop_map(Outcome::BackDated),
            prop::sample::select(Reason::ALL).prop_map(Outcome::Excluded),
        ];
        (prop::sample::select(services.to_vec()), 0_u16..3, outcome).prop_map(|(service, kind, outcome)| Case {
            service,
            kind,
            outcome,
        })
    }

    /// Every case is in one part, whatever is asked of it.
    fn parted(judged: &Judged) -> bool {
        judged.total == judged.spread.n + judged.back_dated.n + judged.excluded.values().sum::<usize>()
    }

    proptest! {
        #[test]
        fn the_parts_are_a_partition_and_compliance_is_a_plain_count(cases in prop::collection::vec(case(), 0..200)) {
            let set = crate::set::read(BUILT_IN).map_err(|f| TestCaseError::fail(format!("{f:?}")))?;
            let kinds = ["engine".to_owned(), "ladder".to_owned(), "ambulance".to_owned()];
            let all: BTreeMap<Metric, Vec<Case>> = Metric::ALL.iter().map(|m| (*m, cases.clone())).collect();
            let report = Report::new(&set, &kinds, &all, None);
            prop_assert_eq!(report.figures.len(), Metric::ALL.len());
            for figure in &report.figures {
                prop_assert!(parted(&figure.cases));
                prop_assert_eq!(figure.cases.total, cases.len());
                // The negative control: one case lost, and the parts no longer make the whole.
                let mut lost = figure.cases.clone();
                lost.total += 1;
                prop_assert!(!parted(&lost));
                for standard in &figure.standards {
                    prop_assert!(parted(&standard.cases) && standard.cases.total <= figure.cases.total);
                    let about = |c: &&Case| {
                        let s = &standard.standard;
                        (s.services.is_empty() || c.service.is_some_and(|of| s.services.contains(&of)))
                            && (s.kinds.is_empty() || s.kinds.contains(&kinds[usize::from(c.kind)]))
                    };
                    for (target, share) in &standard.targets {
                        let kept = cases.iter().filter(about).filter(|c| {
                            matches!(c.outcome, Outcome::Measured(ms) if ms <= i64::from(target.within_s) * 1_000)
                        });
                        prop_assert_eq!(share.met, kept.count());
                        prop_assert_eq!(share.n, standard.cases.spread.n);
                    }
                }
            }
        }
    }

    #[test]
    fn a_family_or_one_standard_is_asked_for() {
        let set = crate::set::read(BUILT_IN).unwrap_or_else(|f| unreachable!("{f:?}"));
        let none = BTreeMap::new();
        let nena = Report::new(&set, &[], &none, Some("NENA"));
        assert_eq!(nena.figures.len(), 1);
        let one = Report::new(&set, &[], &none, Some("nfpa-1710-turnout-ems"));
        assert_eq!((one.figures.len(), one.figures[0].standards.len()), (1, 1));
        assert!(Report::new(&set, &[], &none, Some("nobody")).figures.is_empty());
    }
}
