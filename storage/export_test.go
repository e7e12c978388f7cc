package storage

// DueNudgesSQL is the query of DueNudges, for looking at its plan.
const DueNudgesSQL = dueNudges

// WalkIndexesSQL is what DueNudges says to the planner before it.
const WalkIndexesSQL = walkIndexes
