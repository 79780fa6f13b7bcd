//! The `area` level: words, shapes, codes.

use super::fields::AreaField;
use super::{Cx, Order};
use crate::fault::Reject;
use crate::flag::FlagCode;
use crate::model::Area;
use crate::notes::spend;
use crate::shape;
use crate::xml::Tag;

/// Reads the element just opened to its end.
pub(super) fn read<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>) -> Result<Area, Reject> {
    let depth = cx.src.depth();
    let mut order = Order::default();
    let mut desc = None;
    let mut shapes = [0, 0];
    let mut out = Area {
        desc: String::new(),
        polygons: Vec::new(),
        circles: Vec::new(),
        geocodes: Vec::new(),
        altitude_ft: None,
        ceiling_ft: None,
        extra: Vec::new(),
    };
    while let Some(child) = cx.child(depth)? {
        let Some(field) = AreaField::of(child.local()).filter(|_| cx.is_cap(&child)) else {
            cx.extra(&child, &mut out.extra)?;
            continue;
        };
        order.see(cx, field.rank(), child.local(), child.offset);
        match field {
            AreaField::Desc => {
                let text = cx.line(&child)?;
                cx.once(&mut desc, text, "areaDesc", child.offset);
            }
            AreaField::Polygon => {
                polygon(cx, &child, &format!("polygon[{}]", shapes[0]), &mut out)?;
                shapes[0] += 1;
            }
            AreaField::Circle => {
                circle(cx, &child, &format!("circle[{}]", shapes[1]), &mut out)?;
                shapes[1] += 1;
            }
            AreaField::Geocode => out.geocodes.extend(cx.pair(&child, true)?),
            AreaField::Altitude | AreaField::Ceiling => feet(cx, &child, &mut out)?,
        }
    }
    if desc.is_none() {
        cx.flag(FlagCode::ElementMissing, "areaDesc", tag.offset, "");
    }
    out.desc = desc.unwrap_or_default();
    if out.polygons.is_empty() && out.circles.is_empty() && out.geocodes.iter().all(|(_, code)| code.is_empty()) {
        cx.flag(FlagCode::AreaTextOnly, "areaDesc", tag.offset, &out.desc);
    }
    Ok(out)
}

fn polygon<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, name: &str, out: &mut Area) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let read = shape::polygon(&value.text, &mut cx.budget.tests);
    for code in &read.odd {
        cx.flag(*code, name, tag.offset, value.trimmed());
    }
    cx.vertices += read.vertices;
    if let Some(ring) = read.ring {
        if spend(&mut cx.budget.vertices, ring.len()) {
            out.polygons.push(ring);
        } else {
            cx.flag(FlagCode::LimitReached, name, tag.offset, &format!("{} points", ring.len()));
        }
    }
    Ok(())
}

fn circle<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, name: &str, out: &mut Area) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let (circle, odd) = shape::circle(&value.text);
    if let Some(code) = odd {
        cx.flag(code, name, tag.offset, value.trimmed());
    }
    if let Some(circle) = circle
        && cx.item(name, tag.offset)
    {
        out.circles.push(circle);
    }
    Ok(())
}

/// Altitude or ceiling, decimal feet; a text that is no number is kept as a raw pair.
fn feet<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, out: &mut Area) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let number = value.trimmed().parse::<f64>().ok().filter(|feet| feet.is_finite());
    if number.is_none() && !value.trimmed().is_empty() {
        cx.flag(FlagCode::NumberInvalid, tag.local(), tag.offset, value.trimmed());
        out.extra.push((tag.local().to_owned(), value.trimmed().chars().take(crate::flag::TEXT_LIMIT).collect()));
    }
    let slot = if tag.local() == "ceiling" { &mut out.ceiling_ft } else { &mut out.altitude_ft };
    cx.once(slot, number, tag.local(), tag.offset);
    Ok(())
}
