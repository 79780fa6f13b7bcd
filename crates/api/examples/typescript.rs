//! Prints the wire types as TypeScript; `./dev gen` calls it.
fn main() {
    print!("{}", watchfloor_api::typescript::file());
}
