//! What a tablet's camera sees of the codes that the house draws, read by the module that the tablet fetches for it.

use spotter::platform::{error::Nothing, qr};

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// An entry code as a telephone shows it.
const ENTRY: &str = "S1.AAECAwQFBgcICQoLDA0ODw.119333333.EBESExQVFhcYGRobHB0eHw";
/// What a telephone makes by itself, and the path that `public/offline.js` has drawn of it.
const OWN: &str = "S2.AAECAwQFBgcICQoLDA0ODw.1790000000.119333333.EBESExQVFhcYGRobHB0eHw";
const OWN_PATH: &str = include_str!("fixtures/own_code.path");

/// How a code lies before the camera.
#[derive(Clone, Copy)]
struct Scene {
    /// Points a module.
    module: f64,
    /// Degrees.
    turned: f64,
    /// How much farther away the upper edge is than the middle: a tenth at 0.1.
    tilted: f64,
    /// The grey of the dark and of the light modules.
    greys: (f64, f64),
    /// How far a point may be off, up or down.
    noise: f64,
}

const PLAIN: Scene = Scene {
    module: 6.0,
    turned: 0.0,
    tilted: 0.0,
    greys: (20.0, 235.0),
    noise: 0.0,
};

/// The dark modules of a path of ours, with the quiet zone.
fn modules(path: &str, side: usize) -> Vec<Vec<bool>> {
    let mut dark = vec![vec![false; side]; side];
    for run in path.trim().split('M').skip(1) {
        let numbers: Vec<usize> = run
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse().ok())
            .collect();
        let [x, y, long, ..] = numbers[..] else {
            panic!("not a run of modules: {run}")
        };
        dark[y][x..x + long].fill(true);
    }
    dark
}

fn drawn(text: &str) -> Vec<Vec<bool>> {
    let (path, side) = qr::picture::<Nothing>(text).expect("a code");
    modules(&path, usize::try_from(side).expect("a side"))
}

/// Chance that is the same at every run.
struct Specks(u64);

impl Specks {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
    }
}

/// A grey picture of the camera: the code on a telephone in the middle of a room that is darker on one side.
fn seen(dark: &[Vec<bool>], scene: Scene) -> Vec<u8> {
    let side = dark.len() as f64;
    let (sin, cos) = scene.turned.to_radians().sin_cos();
    let mut specks = Specks(7);
    let mut picture = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let mut sum = 0.0;
            // each point is the mean of four, as a lens makes it
            for (part_x, part_y) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (far_x, far_y) = (
                    x as f64 + part_x - WIDTH as f64 / 2.0,
                    y as f64 + part_y - HEIGHT as f64 / 2.0,
                );
                let (across, down) = (far_x * cos + far_y * sin, far_y * cos - far_x * sin);
                let nearer = 1.0 + scene.tilted * down / (side * scene.module / 2.0);
                let (column, row) = (
                    across / nearer / scene.module + side / 2.0,
                    down / nearer / scene.module + side / 2.0,
                );
                let on = column >= 0.0 && row >= 0.0 && column < side && row < side;
                sum += if on {
                    let module = dark[row as usize][column as usize];
                    if module { scene.greys.0 } else { scene.greys.1 }
                } else {
                    let between = scene.greys.0 + (scene.greys.1 - scene.greys.0) * 0.4;
                    between * (0.7 + 0.6 * x as f64 / WIDTH as f64)
                };
            }
            let grey = sum / 4.0 + scene.noise * specks.next();
            picture.push(grey.clamp(0.0, 255.0) as u8);
        }
    }
    picture
}

#[track_caller]
fn reads(text: &str, dark: &[Vec<bool>], scenes: &[(&str, Scene)]) {
    let unread: Vec<&str> = scenes
        .iter()
        .filter(|(_, scene)| reader::read(&seen(dark, *scene), WIDTH) != [text])
        .map(|(name, _)| *name)
        .collect();
    assert!(unread.is_empty(), "not read: {unread:?}");
}

#[test]
fn what_the_house_draws_is_read_straight_small_turned_and_tilted() {
    let scenes = [
        ("straight", PLAIN),
        ("near", Scene { module: 10.0, ..PLAIN }),
        ("far", Scene { module: 3.0, ..PLAIN }),
        ("turned a little", Scene { turned: 12.0, ..PLAIN }),
        (
            "turned far",
            Scene {
                turned: -38.0,
                module: 5.0,
                ..PLAIN
            },
        ),
        ("upside down", Scene { turned: 178.0, ..PLAIN }),
        (
            "tilted",
            Scene {
                tilted: 0.15,
                turned: 8.0,
                ..PLAIN
            },
        ),
    ];
    reads(ENTRY, &drawn(ENTRY), &scenes);
    reads(OWN, &modules(OWN_PATH, 45), &scenes);
}

#[test]
fn it_is_read_in_low_light_and_among_specks() {
    let scenes = [
        (
            "dim",
            Scene {
                greys: (12.0, 48.0),
                ..PLAIN
            },
        ),
        (
            "dim with specks",
            Scene {
                greys: (20.0, 70.0),
                noise: 14.0,
                turned: 10.0,
                ..PLAIN
            },
        ),
        (
            "specks",
            Scene {
                greys: (60.0, 180.0),
                noise: 40.0,
                turned: 5.0,
                ..PLAIN
            },
        ),
        (
            "many specks",
            Scene {
                greys: (60.0, 180.0),
                noise: 75.0,
                module: 8.0,
                turned: 6.0,
                ..PLAIN
            },
        ),
        (
            "too bright",
            Scene {
                greys: (190.0, 255.0),
                noise: 8.0,
                ..PLAIN
            },
        ),
    ];
    reads(ENTRY, &drawn(ENTRY), &scenes);
    reads(OWN, &modules(OWN_PATH, 45), &scenes);
}

#[test]
fn what_is_no_code_of_ours_is_read_too_and_an_empty_room_says_nothing() {
    let poster = "https://example.org/summer";
    assert_eq!(reader::read(&seen(&drawn(poster), PLAIN), WIDTH), [poster]);
    let nothing = vec![vec![false; 45]; 45];
    for noise in [0.0, 40.0, 120.0] {
        assert!(reader::read(&seen(&nothing, Scene { noise, ..PLAIN }), WIDTH).is_empty());
    }
    // half a code is none
    let mut half = drawn(ENTRY);
    half.truncate(20);
    let side = half[0].len();
    half.resize(side, vec![false; side]);
    assert!(reader::read(&seen(&half, PLAIN), WIDTH).is_empty());
}

#[test]
fn a_picture_of_no_size_is_no_fault() {
    for (grey, width) in [
        (&[][..], 0),
        (&[], 640),
        (&[0; 3], 0),
        (&[0; 3], 4),
        (&[0; 1], 1),
        (&[0, 255], 1),
        (&[9; 7], 2),
    ] {
        assert!(reader::read(grey, width).is_empty());
    }
}

/// `cargo test --release --features ssr --test reader -- --ignored --nocapture` says how long a picture takes here.
#[test]
#[ignore = "measures and asserts nothing"]
fn how_long_a_picture_takes() {
    let scenes = [
        ("a code", drawn(ENTRY), 0.0),
        ("an empty room", vec![vec![false; 45]; 45], 0.0),
        ("specks alone", vec![vec![false; 45]; 45], 90.0),
    ];
    for (name, dark, noise) in scenes {
        let picture = seen(&dark, Scene { noise, ..PLAIN });
        let begun = std::time::Instant::now();
        for _ in 0..50 {
            std::hint::black_box(reader::read(&picture, WIDTH));
        }
        println!("{name}: {:?}", begun.elapsed() / 50);
    }
}
