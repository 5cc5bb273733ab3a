//! What staff and members choose for themselves, and what a change of many remembers.

use super::table::{Table, table};
use crate::privacy::model::{
    Area::{Club, Messages, People},
    Erase::{Delete, Work},
    Keep::{Month, Service, UntilErased},
    Kind::{Conduct, Health, Identity, None as Nobody, Technical},
    Why::{Agreed, Contract, Running},
};

pub const VIEWS: Table = table(
    "member_views",
    Club,
    Running,
    Service,
    &[
        (Nobody, Work, "name query shared made_at"),
        (Technical, Work, "id org_id account_id"),
    ],
);

pub const BULKS: Table = table(
    "member_bulks",
    Club,
    Running,
    Month,
    &[
        (
            Nobody,
            Work,
            "what word locale location_id state total made_at ended_at",
        ),
        (Technical, Work, "id org_id account_id"),
    ],
);

pub const BULK_ROWS: Table = table(
    "member_bulk_rows",
    People,
    Running,
    Month,
    &[
        (
            Identity,
            Delete,
            "locale_before location_before tagged_at tagged_by changed_at nth result why",
        ),
        (Technical, Delete, "bulk_id member_id"),
    ],
);

pub const CONTACTS: Table = table(
    "member_contacts",
    People,
    Running,
    UntilErased,
    &[
        (Conduct, Delete, "kind until_on at undone_at"),
        (Technical, Delete, "id org_id member_id by_account"),
    ],
);

pub const CAMPAIGNS: Table = table(
    "campaigns",
    Messages,
    Running,
    Service,
    &[
        (
            Nobody,
            Work,
            "reason location_id words one_in state total made_at ended_at",
        ),
        (Technical, Work, "id org_id account_id"),
    ],
);

pub const CAMPAIGN_MEMBERS: Table = table(
    "campaign_members",
    Messages,
    Running,
    UntilErased,
    &[
        (Conduct, Delete, "nth held words result why at until_at"),
        (Technical, Delete, "campaign_id member_id"),
    ],
);

pub const CHOICES: Table = table(
    "notice_choices",
    Messages,
    Agreed,
    UntilErased,
    &[(Conduct, Delete, "topic at"), (Technical, Delete, "member_id")],
);

pub const PAPERS: Table = table(
    "paper_versions",
    Club,
    Contract,
    Service,
    &[
        (
            Nobody,
            Work,
            "kind number asked from_on holds_from months everywhere made_at",
        ),
        (Technical, Work, "id org_id by_account"),
    ],
);

pub const PAPER_TEXTS: Table = table(
    "paper_texts",
    Club,
    Contract,
    Service,
    &[(Nobody, Work, "locale body"), (Technical, Work, "version_id")],
);

pub const PAPER_PLACES: Table = table(
    "paper_places",
    Club,
    Contract,
    Service,
    &[(Technical, Work, "version_id location_id")],
);

pub const SIGNATURES: Table = table(
    "paper_signatures",
    People,
    Contract,
    UntilErased,
    &[
        (Identity, Delete, "name"),
        (Health, Delete, "advice"),
        (Conduct, Delete, "signer channel at"),
        (Technical, Delete, "id version_id member_id locale by_account"),
    ],
);
