//! The demonstration club's class types.
//!
//! `activity` is the identifier of an activity in the OpenActive Activity List
//! (<https://openactive.io/activity-list>, licensed CC BY 4.0): [`CREDIT`] is shown wherever the
//! list's use has to be named. Only identifiers and, beside them, labels are taken from it;
//! names, descriptions and figures are the demonstration's own.

/// The credit that the activity list's licence asks for.
pub const CREDIT: &str = "Class types refer to the OpenActive Activity List, \
    https://openactive.io/activity-list, by OpenActive, licensed under CC BY 4.0 \
    (https://creativecommons.org/licenses/by/4.0/). Its identifiers are used \
    unchanged; names and descriptions are our own.";

/// A text in the product's three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Chinese in Simplified characters.
    pub zh_hans: &'static str,
    /// Chinese in Traditional characters.
    pub zh_hant: &'static str,
}

impl Text {
    /// The text for a language tag; English for any that is not `zh-Hans` or `zh-Hant`.
    #[must_use]
    pub fn get(&self, lang: &str) -> &'static str {
        match lang {
            "zh-Hans" => self.zh_hans,
            "zh-Hant" => self.zh_hant,
            _ => self.en,
        }
    }
}

/// Shorthand for the tables of this module's neighbours.
pub(super) const fn text(en: &'static str, zh_hans: &'static str, zh_hant: &'static str) -> Text {
    Text { en, zh_hans, zh_hant }
}

/// What a class is about: it decides its colour and who it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Lifting for strength.
    Strength,
    /// Heart and lungs.
    Conditioning,
    /// Indoor bikes.
    Cycle,
    /// Yoga, Pilates and stillness.
    Mind,
    /// To music.
    Dance,
    /// Backs, joints, pregnancy, recovery.
    Care,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 6] = [
        Self::Strength,
        Self::Conditioning,
        Self::Cycle,
        Self::Mind,
        Self::Dance,
        Self::Care,
    ];

    /// The category's name as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strength => "strength",
            Self::Conditioning => "conditioning",
            Self::Cycle => "cycle",
            Self::Mind => "mind",
            Self::Dance => "dance",
            Self::Care => "care",
        }
    }
}

/// One kind of class that the club offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassType {
    /// A short name for code and addresses, unique in [`CLASSES`].
    pub key: &'static str,
    /// Identifier of the activity in the OpenActive Activity List.
    pub activity: &'static str,
    /// What it is about.
    pub category: Category,
    /// Length in minutes.
    pub minutes: u32,
    /// Credits that a booking costs.
    pub credit_cost: u32,
    /// Fewest and most seats that make sense; the room may have fewer than the most.
    pub capacity: (u32, u32),
    /// How much more it draws than its category, in points of fill.
    pub pull: i64,
    /// Its name.
    pub name: Text,
    /// What a member should know before booking.
    pub about: Text,
}

impl ClassType {
    /// The activity's address in the OpenActive Activity List.
    #[must_use]
    pub fn activity_url(&self) -> String {
        format!("https://openactive.io/activity-list#{}", self.activity)
    }
}

/// The index in [`CLASSES`] of the class type with this key.
#[must_use]
pub fn by_key(key: &str) -> Option<usize> {
    CLASSES.iter().position(|class| class.key == key)
}

/// Every class type, by category.
// a table: one field a line would be three times as long and harder to compare
#[rustfmt::skip]
pub const CLASSES: &[ClassType] = &[
    ClassType {
        key: "barbell-basics", category: Category::Strength, minutes: 60, credit_cost: 1,
        capacity: (8, 14), pull: 4, activity: "25905e33-e0a3-466c-986e-aaed6bccdaef", // Weight Training
        name: text("Barbell Basics", "杠铃入门", "槓鈴入門"),
        about: text("Squat, press and pull with a coach at your side. Light bars, clean form, no experience needed.",
            "教练在旁指导深蹲、推举与硬拉。轻杠铃、规范动作，零基础可参加。",
            "教練在旁指導深蹲、推舉與硬舉。輕槓鈴、規範動作，零基礎可參加。"),
    },
    ClassType {
        key: "olympic-lifting", category: Category::Strength, minutes: 75, credit_cost: 2,
        capacity: (4, 8), pull: 6, activity: "8e2dcbed-9ec9-46b0-a1c8-af2a4d0d2e01", // Weightlifting
        name: text("Olympic Lifting", "奥林匹克举重", "奧林匹克舉重"),
        about: text("Snatch and clean and jerk in a small group, with video of your lifts. Bring a solid front squat.",
            "小班练习抓举与挺举，配动作录像回放。需有扎实的前蹲基础。",
            "小班練習抓舉與挺舉，配動作錄影回放。需有紮實的前蹲基礎。"),
    },
    ClassType {
        key: "kettlebell", category: Category::Strength, minutes: 45, credit_cost: 1,
        capacity: (8, 16), pull: 0, activity: "fa2d7665-bb7f-4596-a157-e08c975d6073", // Kettlebells
        name: text("Kettlebell", "壶铃", "壺鈴"),
        about: text("Swings, cleans and carries: one bell, the whole body, three quarters of an hour.",
            "摆荡、上搏、负重行走：一只壶铃，四十五分钟练遍全身。",
            "擺盪、上搏、負重行走：一個壺鈴，四十五分鐘練遍全身。"),
    },
    ClassType {
        key: "functional-strength", category: Category::Strength, minutes: 60, credit_cost: 1,
        capacity: (10, 20), pull: 3, activity: "493b7750-01d7-493f-811d-335929afeb77", // Functional Fitness
        name: text("Functional Strength", "功能性力量", "功能性力量"),
        about: text("Lift, carry, push and climb: strength for the things you do outside the gym.",
            "提、扛、推、攀：练的是日常生活用得上的力量。",
            "提、扛、推、攀：練的是日常生活用得上的力量。"),
    },
    ClassType {
        key: "hiit", category: Category::Conditioning, minutes: 45, credit_cost: 1,
        capacity: (10, 24), pull: 6, activity: "21b6faae-c7cd-431f-9f2f-7d151e82de33", // HIIT
        name: text("HIIT Intervals", "高强度间歇", "高強度間歇"),
        about: text("Short, hard rounds with honest rests. Every move has an easier version.",
            "短促高强度配充分休息，每个动作都有简化版本。",
            "短促高強度配充分休息，每個動作都有簡化版本。"),
    },
    ClassType {
        key: "circuit", category: Category::Conditioning, minutes: 45, credit_cost: 1,
        capacity: (10, 24), pull: 0, activity: "d22d1d7d-8a2f-4e18-88c8-80abcbdded9d", // Circuit Training
        name: text("Circuit Training", "循环训练", "循環訓練"),
        about: text("Twelve stations, one minute each, at your own load. Good company for the first month.",
            "十二个站点，每站一分钟，负荷自选，适合刚入门的你。",
            "十二個站點，每站一分鐘，負荷自選，適合剛入門的你。"),
    },
    ClassType {
        key: "boxing", category: Category::Conditioning, minutes: 60, credit_cost: 1,
        capacity: (8, 18), pull: 5, activity: "1eb737b6-9962-469d-98cc-0a2e4e86d356", // Boxing Fitness
        name: text("Boxing Fitness", "拳击健身", "拳擊健身"),
        about: text("Footwork, pads and bags. No sparring; gloves can be borrowed.",
            "步法、手靶与沙袋，无对打；可借用拳套。",
            "步法、手靶與沙包，無對打；可借用拳套。"),
    },
    ClassType {
        key: "rowing", category: Category::Conditioning, minutes: 45, credit_cost: 1,
        capacity: (6, 14), pull: -4, activity: "12756b9e-de31-4372-8df8-027ca02ef5ff", // Indoor Rowing
        name: text("Indoor Rowing", "室内划船", "室內划船"),
        about: text("Technique first, then intervals on the rowing machine. Kind to the knees.",
            "先学技术，再做划船机间歇，膝盖友好。",
            "先學技術，再做划船機間歇，膝蓋友善。"),
    },
    ClassType {
        key: "tabata", category: Category::Conditioning, minutes: 30, credit_cost: 1,
        capacity: (8, 20), pull: -1, activity: "296c2a05-e224-4c9e-ba1a-944b769335d0", // Tabata
        name: text("Tabata 30", "Tabata 30 分钟", "Tabata 30 分鐘"),
        about: text("Twenty seconds on, ten off, and back at the desk within the lunch break.",
            "二十秒全力、十秒休息，午休时间就能练完。",
            "二十秒全力、十秒休息，午休時間就能練完。"),
    },
    ClassType {
        key: "power-cycling", category: Category::Cycle, minutes: 45, credit_cost: 1,
        capacity: (8, 22), pull: 7, activity: "5f09c2ca-ceeb-4e0c-871f-e2d0b9971317", // Indoor Cycling
        name: text("Power Cycling 45", "动力单车 45", "動力單車 45"),
        about: text("Hills and sprints by watts, music loud, lights low. Arrive ten minutes early to set your bike.",
            "按功率骑坡与冲刺，音乐动感、灯光调暗。请提前十分钟调车。",
            "按功率騎坡與衝刺，音樂動感、燈光調暗。請提前十分鐘調車。"),
    },
    ClassType {
        key: "endurance-ride", category: Category::Cycle, minutes: 60, credit_cost: 1,
        capacity: (8, 22), pull: -2, activity: "5f09c2ca-ceeb-4e0c-871f-e2d0b9971317", // Indoor Cycling
        name: text("Endurance Ride", "耐力骑行", "耐力騎行"),
        about: text("A long, steady hour in zones two and three for those who ride outdoors too.",
            "以二、三区心率稳定骑行一小时，适合户外骑手。",
            "以二、三區心率穩定騎行一小時，適合戶外騎手。"),
    },
    ClassType {
        key: "first-ride", category: Category::Cycle, minutes: 30, credit_cost: 1,
        capacity: (4, 12), pull: -6, activity: "5f09c2ca-ceeb-4e0c-871f-e2d0b9971317", // Indoor Cycling
        name: text("First Ride", "单车初体验", "單車初體驗"),
        about: text("Saddle, handlebar, cadence: half an hour to get to know the bike before you join the group.",
            "座高、车把、踏频：半小时熟悉单车，再加入团课。",
            "座高、車把、踏頻：半小時熟悉單車，再加入團課。"),
    },
    ClassType {
        key: "vinyasa", category: Category::Mind, minutes: 60, credit_cost: 1,
        capacity: (8, 18), pull: 7, activity: "df58ee70-fa79-423f-b146-4d719b3e7aac", // Vinyasa Yoga
        name: text("Vinyasa Flow", "流瑜伽", "流瑜伽"),
        about: text("Breath leads, movement follows, from sun salutations to a long rest.",
            "以呼吸带动动作，从拜日式到深度放松。",
            "以呼吸帶動動作，從拜日式到深層放鬆。"),
    },
    ClassType {
        key: "hatha", category: Category::Mind, minutes: 75, credit_cost: 1,
        capacity: (8, 18), pull: 0, activity: "90611f8f-fea2-402e-827f-41b487a5f3a0", // Hatha Yoga
        name: text("Hatha Yoga", "哈他瑜伽", "哈他瑜伽"),
        about: text("Classic postures held long enough to be understood. For every level.",
            "经典体式，停留足够久以体会要领，适合各种程度。",
            "經典體式，停留足夠久以體會要領，適合各種程度。"),
    },
    ClassType {
        key: "yin", category: Category::Mind, minutes: 75, credit_cost: 1,
        capacity: (8, 18), pull: 3, activity: "56e4a0e9-0b99-4e7e-aab7-137b4712a041", // Yin Yoga
        name: text("Yin Yoga", "阴瑜伽", "陰瑜伽"),
        about: text("Slow, long stretches on the floor: the counterweight to a hard week.",
            "贴近地面的缓慢长时间伸展，平衡忙碌的一周。",
            "貼近地面的緩慢長時間伸展，平衡忙碌的一週。"),
    },
    ClassType {
        key: "pilates", category: Category::Mind, minutes: 60, credit_cost: 1,
        capacity: (8, 16), pull: 5, activity: "3a6b1c08-7aa6-48d4-9690-dca9e0133057", // Pilates
        name: text("Pilates Mat", "垫上普拉提", "墊上皮拉提斯"),
        about: text("Controlled work for the deep muscles of trunk and back, on the mat.",
            "在垫上精准控制，锻炼躯干与背部深层肌群。",
            "在墊上精準控制，鍛鍊軀幹與背部深層肌群。"),
    },
    ClassType {
        key: "tai-chi", category: Category::Mind, minutes: 60, credit_cost: 1,
        capacity: (8, 18), pull: -2, activity: "c16df6ed-a4a0-4275-a8c3-1c8cff56856f", // Tai Chi
        name: text("Tai Chi", "太极拳", "太極拳"),
        about: text("The 24-step form, one section a week; balance, calm and a clear head before work.",
            "二十四式太极拳，每周一段；上班前练平衡、静心、醒脑。",
            "二十四式太極拳，每週一段；上班前練平衡、靜心、醒腦。"),
    },
    ClassType {
        key: "meditation", category: Category::Mind, minutes: 30, credit_cost: 1,
        capacity: (6, 18), pull: -6, activity: "0c2a1e6b-4b02-4b8a-ae6d-59f225ff5341", // Meditation
        name: text("Midday Meditation", "午间冥想", "午間冥想"),
        about: text("Sit, breathe, notice. Thirty guided minutes; chairs and cushions are there.",
            "静坐、呼吸、觉察。三十分钟引导练习，备有座椅与坐垫。",
            "靜坐、呼吸、覺察。三十分鐘引導練習，備有座椅與坐墊。"),
    },
    ClassType {
        key: "dance-fitness", category: Category::Dance, minutes: 55, credit_cost: 1,
        capacity: (8, 18), pull: 5, activity: "d3b5104a-2e31-4cca-a278-ef8e0987a764", // Dance Fitness
        name: text("Dance Fitness", "健身舞", "健身舞"),
        about: text("Latin, pop and Afrobeats in simple steps. Nobody counts, everybody sweats.",
            "拉丁、流行与非洲节拍，步伐简单，跳得尽兴。",
            "拉丁、流行與非洲節拍，步伐簡單，跳得盡興。"),
    },
    ClassType {
        key: "street-dance", category: Category::Dance, minutes: 60, credit_cost: 1,
        capacity: (8, 18), pull: 0, activity: "85ddf0e4-115d-4c0b-9bca-4c3b4b635bb2", // Street Dance
        name: text("Street Dance", "街舞", "街舞"),
        about: text("A new routine every four weeks, built from the basics up.",
            "每四周一支新舞，从基础动作一步步学起。",
            "每四週一支新舞，從基礎動作一步步學起。"),
    },
    ClassType {
        key: "barre", category: Category::Dance, minutes: 50, credit_cost: 1,
        capacity: (6, 14), pull: 1, activity: "182b0c14-988d-44eb-aab1-538aaa3caee6", // Barre
        name: text("Barre", "芭杆塑形", "芭桿塑形"),
        about: text("Small movements at the bar, great effect on legs and posture. No ballet needed.",
            "把杆小幅度动作，雕塑腿部与体态，无需芭蕾基础。",
            "把桿小幅度動作，雕塑腿部與體態，無需芭蕾基礎。"),
    },
    ClassType {
        key: "mobility", category: Category::Care, minutes: 45, credit_cost: 1,
        capacity: (8, 16), pull: -2, activity: "56be8d24-0c9b-438c-8679-192e5714daf9", // Flexibility/Stretching
        name: text("Mobility and Stretch", "灵活性与拉伸", "靈活度與伸展"),
        about: text("Hips, shoulders, ankles: room to move for people who sit all day.",
            "髋、肩、踝全面放松，久坐人群的活动课。",
            "髖、肩、踝全面放鬆，久坐族的活動課。"),
    },
    ClassType {
        key: "healthy-back", category: Category::Care, minutes: 45, credit_cost: 1,
        capacity: (6, 14), pull: 2, activity: "cb09c9da-93e1-4d39-83af-b7565971d2de", // Core Stability
        name: text("Healthy Back", "健康脊背", "健康背部"),
        about: text("Trunk stability and gentle strength with a physiotherapist's eye. Good after a break.",
            "以理疗师的专业视角训练核心稳定，适合久停后恢复。",
            "以物理治療師的專業角度訓練核心穩定，適合久停後恢復。"),
    },
    ClassType {
        key: "pregnancy-yoga", category: Category::Care, minutes: 60, credit_cost: 1,
        capacity: (4, 12), pull: -3, activity: "6a240b01-5389-4ce0-87da-35a9d7749877", // Pregnancy Yoga
        name: text("Pregnancy Yoga", "孕期瑜伽", "孕婦瑜伽"),
        about: text("From week 13: breath, pelvis and back, with time for questions.",
            "孕 13 周起：呼吸、骨盆与背部练习，留有答疑时间。",
            "懷孕 13 週起：呼吸、骨盆與背部練習，留有答疑時間。"),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_category_has_class_types() {
        for category in Category::ALL {
            let count = CLASSES.iter().filter(|class| class.category == category).count();
            assert!(count >= 3, "{} has {count}", category.as_str());
        }
        assert_eq!(CLASSES.len(), 24);
    }

    #[test]
    fn every_class_type_is_complete() {
        let keys: HashSet<&str> = CLASSES.iter().map(|class| class.key).collect();
        assert_eq!(keys.len(), CLASSES.len());
        for class in CLASSES {
            let (fewest, most) = class.capacity;
            assert!(0 < fewest && fewest < most, "{}", class.key);
            assert!((30..=90).contains(&class.minutes), "{}", class.key);
            assert!(class.credit_cost > 0, "{}", class.key);
            assert_eq!(class.activity.len(), 36, "{}", class.key);
            for part in [class.name, class.about] {
                for lang in ["en", "zh-Hans", "zh-Hant"] {
                    assert!(!part.get(lang).is_empty(), "{} {lang}", class.key);
                }
                assert!(part.en.is_ascii(), "{}", class.key);
                assert!(!part.zh_hans.is_ascii() && !part.zh_hant.is_ascii(), "{}", class.key);
            }
            assert!(class.about.zh_hans != class.about.zh_hant, "{}", class.key);
        }
    }

    #[test]
    fn an_unknown_language_reads_english() {
        let name = CLASSES[0].name;
        assert_eq!(name.get("de"), name.en);
        assert_eq!(name.get("zh-Hant"), name.zh_hant);
        assert_eq!(by_key("hiit").map(|index| CLASSES[index].key), Some("hiit"));
        assert_eq!(by_key("nothing"), None);
    }
}
