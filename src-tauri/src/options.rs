//! The command line of the window host. It must not know what lies in the data folder.

use std::path::PathBuf;

use clap::Parser;

/// The console of an emergency command centre.
#[derive(Debug, Parser)]
#[command(name = "watchfloor-console", version, about)]
pub struct Options {
    /// Data folder; it holds `live` and `drill`, apart from each other. Default: `$XDG_DATA_HOME/watchfloor`.
    #[arg(long, value_name = "DIR", env = "WATCHFLOOR_DATA")]
    data: Option<PathBuf>,
    /// Open the live store. Default: the mode of the last use; a first start is a drill.
    #[arg(long, conflicts_with = "drill")]
    pub live: bool,
    /// Open the drill.
    #[arg(long)]
    pub drill: bool,
    /// Open the display on the wall as well.
    #[arg(long)]
    pub wall: bool,
    /// In a drill: sign this ready account on without asking.
    #[arg(long, value_name = "USER", requires = "drill")]
    pub seat: Option<String>,
    /// In a drill: calls of a day; a trainee alone has some 300.
    #[arg(long, value_name = "N", requires = "drill", default_value_t = 288.0)]
    pub calls_per_day: f64,
    /// In a drill: how many times the forty units.
    #[arg(long, value_name = "N", requires = "drill", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub fleets: u32,
    /// In a drill: how many times as fast as real time, 1 to 60.
    #[arg(long, value_name = "X", requires = "drill", value_parser = clap::value_parser!(u32).range(1..=60))]
    pub speed: Option<u32>,
    /// In a drill: a scripted dispatcher sends the recommendation's first choice and closes, for a floor to look at.
    #[arg(long, requires = "drill")]
    pub dispatcher: bool,
}

/// Neither an option nor the environment says where the data folder is.
#[derive(Debug, thiserror::Error)]
#[error("no data folder: give --data DIR, or set XDG_DATA_HOME or HOME")]
pub struct NoDataDir;

impl Options {
    /// The data folder to use: `--data` or `WATCHFLOOR_DATA`, else the XDG default.
    pub fn data_dir(&self) -> Result<PathBuf, NoDataDir> {
        data_dir(self.data.clone(), |name| std::env::var_os(name).map(PathBuf::from))
    }
}

fn data_dir(given: Option<PathBuf>, var: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf, NoDataDir> {
    // The XDG rule: a relative path in XDG_DATA_HOME is invalid and ignored.
    let xdg = || var("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let home = || var("HOME").filter(|path| path.is_absolute()).map(|path| path.join(".local/share"));
    given.or_else(|| xdg().or_else(home).map(|base| base.join("watchfloor"))).ok_or(NoDataDir)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<PathBuf> + 'a {
        move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value))
    }

    #[test]
    fn the_option_wins_then_xdg_then_home() {
        let both = [("XDG_DATA_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(data_dir(Some("/given".into()), environment(&both)).unwrap(), PathBuf::from("/given"));
        assert_eq!(data_dir(None, environment(&both)).unwrap(), PathBuf::from("/x/watchfloor"));
        let relative = [("XDG_DATA_HOME", "x"), ("HOME", "/h")];
        assert_eq!(data_dir(None, environment(&relative)).unwrap(), PathBuf::from("/h/.local/share/watchfloor"));
        assert!(data_dir(None, environment(&[])).is_err());
    }
}
