package bench

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"testing"
	"time"
)

// samples are times of the same work, in the order in which they were taken.
type samples []time.Duration

// quantile returns the smallest sample that a share q of all does not exceed
// (nearest rank), in milliseconds.
func (s samples) quantile(q float64) float64 {
	ms := make([]float64, len(s))
	for i, d := range s {
		ms[i] = float64(d) / float64(time.Millisecond)
	}
	return quantile(ms, q)
}

func quantile(xs []float64, q float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(xs))
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// contestant does the same work as others in its own way, and says how long it
// took.
type contestant struct {
	name string
	run  func() (time.Duration, error)
}

// takeTurns lets each contestant run once in each round. Another one begins each
// time, so that none always runs in the wake of the same.
func takeTurns(rounds int, all ...contestant) (map[string]samples, error) {
	out := map[string]samples{}
	for i := range rounds {
		for j := range all {
			c := all[(i+j)%len(all)]
			took, err := c.run()
			if err != nil {
				return nil, fmt.Errorf("%s, round %d: %w", c.name, i+1, err)
			}
			out[c.name] = append(out[c.name], took)
		}
	}
	return out, nil
}

// ratios are how fast ours was compared with the limit, round by round: 1 is as
// fast, 0.5 takes twice as long.
func ratios(ours, limit samples) []float64 {
	out := make([]float64, len(ours))
	for i := range ours {
		out[i] = float64(limit[i]) / float64(ours[i])
	}
	return out
}

// reportRatio reports the median of the ratios and the spread around it.
func reportRatio(b *testing.B, name string, rs []float64) {
	b.ReportMetric(quantile(rs, 0.5), name+"-ratio")
	b.ReportMetric(slices.Min(rs), name+"-ratio-min")
	b.ReportMetric(slices.Max(rs), name+"-ratio-max")
}

// finish reports how busy the machine was, and drops the time of a pass, which
// says nothing.
func finish(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	var load float64
	if f, err := os.ReadFile("/proc/loadavg"); err == nil {
		if _, err := fmt.Sscan(string(f), &load); err == nil {
			b.ReportMetric(load, "load")
		}
	}
}

// peakHeap returns by how many bytes the objects on this process's heap grew at
// most while f ran, garbage not yet collected included.
func peakHeap(f func() error) (int64, error) {
	runtime.GC()
	base := heapObjects()
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		highest := base
		every := time.NewTicker(time.Millisecond)
		defer every.Stop()
		for {
			select {
			case <-stop:
				peak <- highest
				return
			case <-every.C:
				highest = max(highest, heapObjects())
			}
		}
	}()
	err := f()
	close(stop)
	return <-peak - base, err
}

func heapObjects() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

func TestQuantile(t *testing.T) {
	xs := []float64{5, 1, 4, 2, 3, 10, 9, 8, 7, 6}
	for q, want := range map[float64]float64{0: 1, 0.1: 1, 0.5: 5, 0.95: 10, 0.9: 9, 1: 10} {
		if got := quantile(xs, q); got != want {
			t.Errorf("quantile %v: %v, want %v", q, got, want)
		}
	}
	if !math.IsNaN(quantile(nil, 0.5)) {
		t.Error("there is a median of nothing")
	}
}

func TestRatiosGoRoundByRound(t *testing.T) {
	n := 0
	step := func(ms ...int) func() (time.Duration, error) {
		i := -1
		return func() (time.Duration, error) {
			i, n = i+1, n+1
			return time.Duration(ms[i]) * time.Millisecond, nil
		}
	}
	got, err := takeTurns(2, contestant{"ours", step(20, 50)}, contestant{"limit", step(10, 50)})
	if err != nil || n != 4 {
		t.Fatalf("%d runs, %v", n, err)
	}
	if rs := ratios(got["ours"], got["limit"]); !slices.Equal(rs, []float64{0.5, 1}) {
		t.Errorf("ratios %v", rs)
	}
}
