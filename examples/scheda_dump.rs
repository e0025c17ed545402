use sportello::{catalog::bundled, scheda::*};
fn main() {
    let c = bundled::catalog().unwrap().catalog;
    let mut args = std::env::args().skip(1);
    let fmt = args.next().unwrap();
    let comune = args.next().unwrap();
    let comune = c.comuni.iter().position(|x| x.record.name.as_str() == comune).map(sportello::catalog::model::ComuneIx::of);
    let now = "2026-11-23T10:15:00".parse().unwrap();
    let v = Viewer { comune, now };
    let all: Vec<_> = args.map(|id| Scheda::find(&c, &id, &v).expect(&id)).collect();
    match fmt.as_str() {
        "text" => print!("{}", text::render(&all, &Page::screen(80))),
        "hand" => print!("{}", text::render(&all, &Page::hand_over(80, now.date()))),
        "md" => print!("{}", markdown::render(&all, &Page::hand_over(80, now.date()))),
        "html" => print!("{}", html::render(&all, now.date())),
        "next" => { for s in c.servizi.iter() { let e = c.find(&s.id).unwrap(); println!("{}\t{}", s.id, Scheda::of(e, &v).next_step); } for t in &c.tipologie { let id=format!("tipologia/{}", t.record.id); println!("{}\t{}", id, Scheda::find(&c,&id,&v).unwrap().next_step);} for a in &c.ambiti { let id=format!("ambito/{}", a.record.id); println!("{}\t{}", id, Scheda::find(&c,&id,&v).unwrap().next_step);} }
        _ => print!("{}", json::render(&all[0]).unwrap()),
    }
}
