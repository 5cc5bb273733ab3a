//! The icon set: one enum, so that a page cannot name an icon that the style sheet does not hold.
//!
//! Icons are CSS masks. The class names stand here in full because the style sheet is made from the words found in
//! the sources; a name put together at run time would not be found.

use leptos::prelude::*;

/// Draws `icons!` into an enum and the class of each: one line an icon.
macro_rules! icons {
    ($($name:ident => $class:literal,)+) => {
        /// An icon of the Lucide set, named as there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon {
            $(
                #[doc = concat!("`", $class, "`")]
                $name,
            )+
        }

        impl Icon {
            /// The class that draws the icon in the colour of the text around it.
            pub const fn class(self) -> &'static str {
                match self {
                    $(Icon::$name => $class,)+
                }
            }
        }
    };
}

icons! {
    Activity => "icon-[lucide--activity]",
    Archive => "icon-[lucide--archive]",
    Armchair => "icon-[lucide--armchair]",
    ArrowDown => "icon-[lucide--arrow-down]",
    ArrowLeft => "icon-[lucide--arrow-left]",
    ArrowRight => "icon-[lucide--arrow-right]",
    ArrowUp => "icon-[lucide--arrow-up]",
    ArrowUpDown => "icon-[lucide--arrow-up-down]",
    BadgeCheck => "icon-[lucide--badge-check]",
    Bandage => "icon-[lucide--bandage]",
    Banknote => "icon-[lucide--banknote]",
    Bell => "icon-[lucide--bell]",
    Bike => "icon-[lucide--bike]",
    BookmarkCheck => "icon-[lucide--bookmark-check]",
    BookmarkPlus => "icon-[lucide--bookmark-plus]",
    Braces => "icon-[lucide--braces]",
    Building2 => "icon-[lucide--building-2]",
    Cake => "icon-[lucide--cake]",
    Calendar => "icon-[lucide--calendar]",
    CalendarCheck => "icon-[lucide--calendar-check]",
    CalendarClock => "icon-[lucide--calendar-clock]",
    CalendarDays => "icon-[lucide--calendar-days]",
    CalendarOff => "icon-[lucide--calendar-off]",
    CalendarPlus => "icon-[lucide--calendar-plus]",
    CalendarRange => "icon-[lucide--calendar-range]",
    CalendarSearch => "icon-[lucide--calendar-search]",
    CalendarX2 => "icon-[lucide--calendar-x-2]",
    ChartColumn => "icon-[lucide--chart-column]",
    ChartLine => "icon-[lucide--chart-line]",
    ChartNoAxesColumn => "icon-[lucide--chart-no-axes-column]",
    Check => "icon-[lucide--check]",
    CheckCheck => "icon-[lucide--check-check]",
    ChevronDown => "icon-[lucide--chevron-down]",
    ChevronLeft => "icon-[lucide--chevron-left]",
    ChevronRight => "icon-[lucide--chevron-right]",
    ChevronUp => "icon-[lucide--chevron-up]",
    ChevronsUpDown => "icon-[lucide--chevrons-up-down]",
    CircleAlert => "icon-[lucide--circle-alert]",
    CircleCheck => "icon-[lucide--circle-check]",
    CircleCheckBig => "icon-[lucide--circle-check-big]",
    CircleDashed => "icon-[lucide--circle-dashed]",
    CircleQuestionMark => "icon-[lucide--circle-question-mark]",
    CircleSlash2 => "icon-[lucide--circle-slash-2]",
    CircleX => "icon-[lucide--circle-x]",
    Clock => "icon-[lucide--clock]",
    CloudAlert => "icon-[lucide--cloud-alert]",
    ClipboardList => "icon-[lucide--clipboard-list]",
    CloudOff => "icon-[lucide--cloud-off]",
    Coins => "icon-[lucide--coins]",
    Columns3 => "icon-[lucide--columns-3]",
    Contact => "icon-[lucide--contact]",
    Copy => "icon-[lucide--copy]",
    CreditCard => "icon-[lucide--credit-card]",
    Crown => "icon-[lucide--crown]",
    CupSoda => "icon-[lucide--cup-soda]",
    DatabaseZap => "icon-[lucide--database-zap]",
    Delete => "icon-[lucide--delete]",
    DoorOpen => "icon-[lucide--door-open]",
    Download => "icon-[lucide--download]",
    Dumbbell => "icon-[lucide--dumbbell]",
    Ellipsis => "icon-[lucide--ellipsis]",
    EllipsisVertical => "icon-[lucide--ellipsis-vertical]",
    ExternalLink => "icon-[lucide--external-link]",
    Eye => "icon-[lucide--eye]",
    EyeOff => "icon-[lucide--eye-off]",
    FileCheck2 => "icon-[lucide--file-check-2]",
    FileSignature => "icon-[lucide--file-signature]",
    FileSpreadsheet => "icon-[lucide--file-spreadsheet]",
    FileText => "icon-[lucide--file-text]",
    Filter => "icon-[lucide--filter]",
    Fingerprint => "icon-[lucide--fingerprint]",
    Flag => "icon-[lucide--flag]",
    Flame => "icon-[lucide--flame]",
    Flower2 => "icon-[lucide--flower-2]",
    Footprints => "icon-[lucide--footprints]",
    Funnel => "icon-[lucide--funnel]",
    Gauge => "icon-[lucide--gauge]",
    Gift => "icon-[lucide--gift]",
    Globe => "icon-[lucide--globe]",
    GripVertical => "icon-[lucide--grip-vertical]",
    HandCoins => "icon-[lucide--hand-coins]",
    HandHeart => "icon-[lucide--hand-heart]",
    HandHelping => "icon-[lucide--hand-helping]",
    HeartHandshake => "icon-[lucide--heart-handshake]",
    HeartPulse => "icon-[lucide--heart-pulse]",
    History => "icon-[lucide--history]",
    Hourglass => "icon-[lucide--hourglass]",
    House => "icon-[lucide--house]",
    IdCard => "icon-[lucide--id-card]",
    Image => "icon-[lucide--image]",
    Inbox => "icon-[lucide--inbox]",
    Info => "icon-[lucide--info]",
    KeyRound => "icon-[lucide--key-round]",
    Languages => "icon-[lucide--languages]",
    LayoutDashboard => "icon-[lucide--layout-dashboard]",
    LayoutGrid => "icon-[lucide--layout-grid]",
    Link => "icon-[lucide--link]",
    List => "icon-[lucide--list]",
    ListChecks => "icon-[lucide--list-checks]",
    ListFilter => "icon-[lucide--list-filter]",
    ListFilterPlus => "icon-[lucide--list-filter-plus]",
    Lock => "icon-[lucide--lock]",
    LockKeyhole => "icon-[lucide--lock-keyhole]",
    LogIn => "icon-[lucide--log-in]",
    LogOut => "icon-[lucide--log-out]",
    Mail => "icon-[lucide--mail]",
    MapPin => "icon-[lucide--map-pin]",
    Medal => "icon-[lucide--medal]",
    Megaphone => "icon-[lucide--megaphone]",
    Menu => "icon-[lucide--menu]",
    MessageCircle => "icon-[lucide--message-circle]",
    MessageSquare => "icon-[lucide--message-square]",
    Minus => "icon-[lucide--minus]",
    Monitor => "icon-[lucide--monitor]",
    Moon => "icon-[lucide--moon]",
    Music => "icon-[lucide--music]",
    OctagonX => "icon-[lucide--octagon-x]",
    Package => "icon-[lucide--package]",
    Palette => "icon-[lucide--palette]",
    Pause => "icon-[lucide--pause]",
    Pencil => "icon-[lucide--pencil]",
    Percent => "icon-[lucide--percent]",
    Phone => "icon-[lucide--phone]",
    Play => "icon-[lucide--play]",
    Plus => "icon-[lucide--plus]",
    Printer => "icon-[lucide--printer]",
    QrCode => "icon-[lucide--qr-code]",
    Receipt => "icon-[lucide--receipt]",
    ReceiptEuro => "icon-[lucide--receipt-euro]",
    ReceiptText => "icon-[lucide--receipt-text]",
    RefreshCw => "icon-[lucide--refresh-cw]",
    Repeat => "icon-[lucide--repeat]",
    RotateCw => "icon-[lucide--rotate-cw]",
    Route => "icon-[lucide--route]",
    Ruler => "icon-[lucide--ruler]",
    Save => "icon-[lucide--save]",
    Scale => "icon-[lucide--scale]",
    ScanLine => "icon-[lucide--scan-line]",
    Search => "icon-[lucide--search]",
    Send => "icon-[lucide--send]",
    Server => "icon-[lucide--server]",
    Settings => "icon-[lucide--settings]",
    Share2 => "icon-[lucide--share-2]",
    Shield => "icon-[lucide--shield]",
    ShieldAlert => "icon-[lucide--shield-alert]",
    ShieldCheck => "icon-[lucide--shield-check]",
    Shirt => "icon-[lucide--shirt]",
    ShoppingBag => "icon-[lucide--shopping-bag]",
    ShoppingCart => "icon-[lucide--shopping-cart]",
    Signature => "icon-[lucide--signature]",
    SlidersHorizontal => "icon-[lucide--sliders-horizontal]",
    Smartphone => "icon-[lucide--smartphone]",
    Snowflake => "icon-[lucide--snowflake]",
    Sparkles => "icon-[lucide--sparkles]",
    Star => "icon-[lucide--star]",
    Store => "icon-[lucide--store]",
    Sun => "icon-[lucide--sun]",
    Table2 => "icon-[lucide--table-2]",
    Tag => "icon-[lucide--tag]",
    Target => "icon-[lucide--target]",
    Ticket => "icon-[lucide--ticket]",
    TicketPercent => "icon-[lucide--ticket-percent]",
    TicketX => "icon-[lucide--ticket-x]",
    Timer => "icon-[lucide--timer]",
    Trash2 => "icon-[lucide--trash-2]",
    TrendingDown => "icon-[lucide--trending-down]",
    TrendingUp => "icon-[lucide--trending-up]",
    TriangleAlert => "icon-[lucide--triangle-alert]",
    Trophy => "icon-[lucide--trophy]",
    Undo2 => "icon-[lucide--undo-2]",
    Upload => "icon-[lucide--upload]",
    User => "icon-[lucide--user]",
    UserCheck => "icon-[lucide--user-check]",
    UserPlus => "icon-[lucide--user-plus]",
    UserRound => "icon-[lucide--user-round]",
    UserRoundX => "icon-[lucide--user-round-x]",
    Users => "icon-[lucide--users]",
    UsersRound => "icon-[lucide--users-round]",
    Wallet => "icon-[lucide--wallet]",
    WalletCards => "icon-[lucide--wallet-cards]",
    Webhook => "icon-[lucide--webhook]",
    Whistle => "icon-[lucide--whistle]",
    WifiOff => "icon-[lucide--wifi-off]",
    Wrench => "icon-[lucide--wrench]",
    X => "icon-[lucide--x]",
    Zap => "icon-[lucide--zap]",
}

/// An icon beside a word, hidden from screen readers: the word or the button's name says what it means.
///
/// `class` sets size and colour (`"size-4 text-muted"`).
#[component]
pub fn Icon(
    /// Which one.
    icon: Icon,
    /// Size and colour; 20 px without it.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let size = if class.is_empty() { "size-5" } else { &class };
    let class = format!("{} {size} shrink-0", icon.class());
    view! { <span class=class aria-hidden="true"></span> }.into_any()
}

/// The product's mark: three lanes and a runner. Decorative; the name stands beside it.
#[component]
pub fn Mark(
    /// Size; 32 px without it.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let size = if class.is_empty() { "size-8" } else { &class };
    view! {
        <svg viewBox="0 0 32 32" class=format!("{size} shrink-0") fill="none" aria-hidden="true">
            <rect width="32" height="32" rx="9" class="fill-hero"></rect>
            <path
                d="M7 25a18 18 0 0 1 18-18"
                stroke="currentColor"
                stroke-width="2.6"
                stroke-linecap="round"
                class="text-hero-content"
            ></path>
            <path
                d="M13.5 25A11.5 11.5 0 0 1 25 13.5"
                stroke="currentColor"
                stroke-width="2.6"
                stroke-linecap="round"
                class="text-hero-content"
            ></path>
            <circle cx="22.6" cy="22.6" r="3.4" class="fill-accent"></circle>
        </svg>
    }
    .into_any()
}
