package extract

import (
	"context"
	"os"
	"strconv"
	"strings"
	"time"
)

// memoryEvery is how often the memory of a child's group is looked at.
const memoryEvery = 200 * time.Millisecond

// watchMemory calls over once when the processes of a group hold more memory
// together than limit, in bytes; it returns when ctx ends. Each process is limited
// by itself from its start: this is about several.
func watchMemory(ctx context.Context, group int, limit int64, over func()) {
	every := time.NewTicker(memoryEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if groupMemory(group) > limit {
			over()
			return
		}
	}
}

// groupMemory is the memory that the processes of a group have for themselves, as
// far as they can be seen.
func groupMemory(group int) (sum int64) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	for _, p := range all {
		if _, err := strconv.Atoi(p.Name()); err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + p.Name() + "/stat")
		if err != nil {
			continue
		}
		// pid (name) state ppid pgrp: names may hold anything
		f := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(f) < 3 || f[2] != strconv.Itoa(group) {
			continue
		}
		statm, err := os.ReadFile("/proc/" + p.Name() + "/statm")
		if err != nil {
			continue
		}
		if m := strings.Fields(string(statm)); len(m) > 2 { // size resident shared, in pages
			resident, _ := strconv.ParseInt(m[1], 10, 64)
			shared, _ := strconv.ParseInt(m[2], 10, 64)
			sum += (resident - shared) * int64(os.Getpagesize())
		}
	}
	return sum
}
