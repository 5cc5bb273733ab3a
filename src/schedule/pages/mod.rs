//! The public timetable, the planner and the class types.
