fn main() {
    let pack = engine::pack::parse("p", include_str!("../../workflows/ordinance-33-2007.v1.toml")).unwrap();
    for t in &pack.tracks {
        for (l, n) in [(engine::text::Lang::Vi, "vi"), (engine::text::Lang::En, "en")] {
            std::fs::write(format!("/tmp/diag-{}-{n}.svg", t.id), engine::diagram::svg(t, l, Some("cleared"))).unwrap();
        }
    }
}
