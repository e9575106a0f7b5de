fn main() {
    let args: Vec<u8> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let bound = engine::check::Bound {
        other_bodies: args[0],
        revisions: args[1],
        thorough_up_to: args[2],
        details_up_to: args[3],
        stop_at_first: false,
    };
    let pack = engine::pack::parse("p", include_str!("../../workflows/ordinance-33-2007.v1.toml")).unwrap();
    let cal = engine::calendar::Calendar::parse(include_str!("../../workflows/calendars/vn.toml")).unwrap();
    let report = engine::check::explore(&pack, &cal, &bound);
    println!("{}", report.text(engine::text::Lang::En));
}
