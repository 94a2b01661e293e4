package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
)

// Line is one line of the table and of bench.json: what was measured beside a
// floor of the same run, which is the least that it could be.
type Line struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`  // of Value and Floor
	Floor float64 `json:"floor"` // 0 where there is none
	Ratio float64 `json:"ratio"` // of Value to Floor, and Value itself where there is no floor
	Limit float64 `json:"limit"` // what Ratio may be at most

	promise string // the limit as it was promised
}

// limit turns a promise into the largest ratio to a floor that keeps it.
type limit struct {
	ratio   func(floor float64) float64
	promise string
}

// times promises a multiple of the floor.
func times(most float64) limit {
	return limit{func(float64) float64 { return most }, fmt.Sprintf("%v × floor", most)}
}

// above promises an amount on top of the floor.
func above(most float64, unit string) limit {
	return limit{func(floor float64) float64 { return (floor + most) / floor }, fmt.Sprintf("floor + %v %s", most, unit)}
}

// atMost promises an amount, whatever the floor.
func atMost(most float64, unit string) limit {
	return limit{func(floor float64) float64 { return most / floor }, fmt.Sprintf("%v %s", most, unit)}
}

func newLine(name, unit string, value, floor float64, l limit) (Line, error) {
	if value <= 0 || floor <= 0 {
		return Line{}, fmt.Errorf("%s: measured %v %s over a floor of %v", name, value, unit, floor)
	}
	return Line{name, value, unit, floor, value / floor, l.ratio(floor), l.promise}, nil
}

// newBound makes a line of what may be nothing, and is an amount at most whatever
// stands beside it: the same, done another way in the same run, or 0.
func newBound(name, unit string, value, beside, most float64) Line {
	line := Line{name, value, unit, beside, value, most, fmt.Sprintf("%v %s", most, unit)}
	if beside > 0 {
		line.Ratio, line.Limit = value/beside, most/beside
	}
	return line
}

// over reports whether the promise is broken.
func (l Line) over() bool { return l.Ratio > l.Limit }

func (l Line) mark() string {
	if l.over() {
		return "over"
	}
	return ""
}

func printTable(w io.Writer, lines []Line) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "ours\tfloor\tunit\tratio\tat most\t\t what")
	for _, l := range lines {
		fmt.Fprintf(table, "%.2f\t%.2f\t%s\t%.2f\t%s\t%s\t %s\n", l.Value, l.Floor, l.Unit, l.Ratio, l.promise, l.mark(), l.Name)
	}
	return table.Flush()
}

func writeJSON(file string, lines []Line) error {
	text, err := json.MarshalIndent(lines, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// pair is what one turn measured: the floor's and ours, in the same unit.
type pair struct{ floor, ours float64 }

// medians are those of all floors and of all of ours.
func medians(turns []pair) (m pair) {
	return pair{median(turns, func(p pair) float64 { return p.floor }), median(turns, func(p pair) float64 { return p.ours })}
}

func median[T any](list []T, of func(T) float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(of(a), of(b)) })
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return of(sorted[middle])
	}
	return (of(sorted[middle-1]) + of(sorted[middle])) / 2
}

// alternate measures floor and ours in turns; who goes first alternates too,
// so that neither profits from what the other warmed.
func alternate(turns int, floor, ours func() (float64, error)) ([]pair, error) {
	var list []pair
	for i := range turns {
		var p pair
		var errFloor, errOurs error
		if i%2 == 0 {
			p.floor, errFloor = floor()
			p.ours, errOurs = ours()
		} else {
			p.ours, errOurs = ours()
			p.floor, errFloor = floor()
		}
		if err := cmp.Or(errFloor, errOurs); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
