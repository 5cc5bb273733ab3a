//! Who may do what, through the real router.
