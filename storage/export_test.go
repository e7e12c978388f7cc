package storage

// DueNudgesSQL is the query of DueNudges, for looking at its plan.
const DueNudgesSQL = dueNudges
