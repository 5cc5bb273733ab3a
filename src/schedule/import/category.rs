//! Guesses the family of a class from its name, so that an imported timetable has its colours; a person can change it later.

use crate::schedule::model::Category;

/// Words in English, German and Chinese. The first line that fits decides: water yoga is gentle before it is yoga, and power
/// yoga is yoga before it is power. A word behind `^` has to stand at the beginning of a word, else `spin` would be in `spine`.
#[rustfmt::skip] // a table
const WORDS: [(Category, &[&str]); 5] = [
    (Category::Care, &[
        "aqua", "^water", "wasser", "^spine", "rücken", "ruecken", "back care", "healthy back", "^recovery", "regeneration",
        "^rehab", "^reha", "^physio", "prenatal", "postnatal", "pregnan", "schwanger", "rückbildung", "^senior", "^gentle", "^sanft",
        "mobility", "mobilität", "foam roll", "faszien", "^fascia", "massage", "sauna", "^relax", "entspann",
        "水中", "水疗", "水療", "康复", "康復", "护背", "護背", "脊", "孕", "产后", "產後", "筋膜", "拉伸", "伸展", "放松", "放鬆",
    ]),
    (Category::Mind, &[
        "yoga", "pilates", "meditat", "mindful", "achtsam", "tai chi", "taichi", "tai-chi", "qigong", "qi gong", "^breath", "atem",
        "^stretch", "dehn", "^barre", "^zen", "bodybalance", "body balance", "vinyasa", "hatha", "^yin", "ashtanga",
        "瑜伽", "瑜珈", "普拉提", "皮拉提", "冥想", "正念", "太极", "太極", "气功", "氣功", "呼吸",
    ]),
    (Category::Cycle, &[
        "^spin", "cycl", "^bike", "^biking", "^ride", "^radfahren", "^rpm", "^velo", "单车", "單車", "骑行", "騎行", "飞轮", "飛輪",
    ]),
    (Category::Dance, &[
        "danc", "tanz", "tänz", "zumba", "salsa", "ballet", "ballett", "hip hop", "hip-hop", "hiphop", "bachata", "bokwa", "^twerk", "^k-pop",
        "舞", "尊巴", "芭蕾",
    ]),
    (Category::Strength, &[
        "strength", "kraft", "^pump", "bodypump", "^lift", "weightlift", "^weights", "barbell", "langhantel", "hantel", "deadlift",
        "squat", "muscle", "muskel", "kettlebell", "^bench", "^power", "hypertroph", "gewichtheb", "^sculpt", "^tone", "^toning",
        "力量", "举重", "舉重", "杠铃", "槓鈴", "壶铃", "壺鈴", "哑铃", "啞鈴", "重训", "重訓", "增肌", "塑形",
    ]),
];

/// The family that a class with this name probably belongs to.
pub(super) fn guess(name: &str, labels: &[String]) -> Category {
    family(name)
        .or_else(|| labels.iter().find_map(|label| family(label)))
        .unwrap_or(Category::Conditioning)
}

fn family(text: &str) -> Option<Category> {
    let text = text.to_lowercase();
    // A space before every word, also the first: what begins a word then begins with one.
    let words: String = std::iter::once(' ')
        .chain(
            text.chars()
                .map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }),
        )
        .collect();
    let is_in = |word: &str| match word.strip_prefix('^') {
        Some(beginning) => words.contains(&format!(" {beginning}")),
        None => words.contains(word),
    };
    WORDS
        .iter()
        .find(|(_, list)| list.iter().any(|word| is_in(word)))
        .map(|(category, _)| *category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_three_languages_find_their_family() {
        for (name, category) in [
            ("Power Yoga", Category::Mind),
            ("Aqua-Zumba", Category::Care),
            ("Healthy Spine", Category::Care),
            ("Spinning", Category::Cycle),
            ("Indoor Cycling 45", Category::Cycle),
            ("Bauchtanz", Category::Dance),
            ("Langhanteltraining", Category::Strength),
            ("Rückenfit", Category::Care),
            ("HIIT 30", Category::Conditioning),
            ("哈他瑜伽", Category::Mind),
            ("动感单车", Category::Cycle),
            ("孕妇瑜伽", Category::Care),
            ("力量訓練", Category::Strength),
            ("爵士舞", Category::Dance),
            ("", Category::Conditioning),
        ] {
            assert_eq!(guess(name, &[]), category, "{name}");
        }
        assert_eq!(guess("Monday with Lena", &["Yoga".to_owned()]), Category::Mind);
    }
}
