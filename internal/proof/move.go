package proof

import (
	"fmt"
	"strings"

	"yubao/internal/grammar"
)

// Words of a move to a figure.
var (
	movesUp   = []string{"升至", "升到", "升高到", "升高至"}
	movesDown = []string{"降至", "降到", "降低到", "跌至", "跌到", "回落至", "回落到"}
	movesTo   = append(append([]string{}, movesUp...), movesDown...)
)

// checkMove holds a figure to which temperatures rise or fall against the figure before
// it in the sentence, or else against the days before the scope. It reports whether the
// move is right; the figure itself is checked elsewhere.
func (r *reading) checkMove(at span, d grammar.Degrees, named *ending) bool {
	if d.From != d.To {
		return true
	}
	of := ""
	if named != nil {
		of = named.name
	}
	before, had := r.figure, r.hasFigure && r.figureOf == of
	r.figure, r.figureOf, r.hasFigure = d.From, of, true
	words := beforeDate(r.c.text[r.clause:at.from])
	if said := r.c.said(at); strings.Contains(said, "至") || strings.Contains(said, "到") {
		for _, to := range movesTo {
			if i := lastIndex(said, to); i >= 0 {
				words = said[:i+len(to)] // the scanner took the word with the figure
			}
		}
	}
	up, down := endsInOne(words, movesUp), endsInOne(words, movesDown)
	if !up && !down {
		return true
	}
	right := up && before < d.From || down && before > d.From
	if !had {
		right = r.movedBefore(d.From, up, named)
	}
	if !right {
		data := changeData(r.c, nil)
		r.c.report(Contradiction, at, data, fmt.Sprintf("升降的方向与数据不符，数据是%s，请改正。", data))
	}
	return right
}

// beforeDate drops the date between a move and its figure: 降至19日的.
func beforeDate(words string) string {
	dated, ok := strings.CutSuffix(words, "日的")
	if !ok {
		return words
	}
	return strings.TrimRight(dated, "0123456789月（）周一二三四五六日")
}

// movedBefore reports a day before the scope that is colder than a figure, or warmer; it
// is lenient where nothing comes before.
func (r *reading) movedBefore(figure int, up bool, named *ending) bool {
	if !r.scope.named || r.scope.days == 0 {
		return r.anyDay(r.c.all(), figure, up, named)
	}
	earlier := (r.scope.days & -r.scope.days) - 1
	if earlier == 0 {
		return true
	}
	return r.anyDay(earlier|r.scope.days, figure, up, named)
}

func (r *reading) anyDay(set uint64, figure int, up bool, named *ending) bool {
	ends := []ending{lows, highs}
	if named != nil {
		ends = []ending{*named}
	}
	for ; set != 0; set &= set - 1 {
		for _, e := range ends {
			if v, ok := e.of(r.c.day(set)).Get(); ok && (up && v < figure || !up && v > figure) {
				return true
			}
		}
	}
	return false
}

// pairOf reports figures that are written as a low and a high: 12℃～25℃.
func pairOf(said string) bool {
	for _, sign := range []string{"～", "~", "到", "至"} {
		if i := lastIndex(said, sign); i > 0 {
			head := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(said[:i], "℃"), "摄氏度"), "0123456789")
			return head != said[:i]
		}
	}
	return false
}

// evenDay reports a day of the scope with the same low and high.
func (c *checker) evenDay(s scope, figure int) bool {
	for set := c.of(s); set != 0; set &= set - 1 {
		low, okLow := c.day(set).Low.Get()
		high, okHigh := c.day(set).High.Get()
		if okLow && okHigh && low == figure && high == figure {
			return true
		}
	}
	return false
}

// trendOf works out whether the highs of some days, or what a sentence named, rise or fall
// against the day before them and among themselves.
func (c *checker) trendOf(s scope, named *ending) (rises, falls bool) {
	set, e := c.of(s), highs
	switch {
	case named != nil:
		e = *named
	case c.spanOf(scope{}, highs).n < 2:
		e = lows
	}
	for before := (set & -set) >> 1; before != 0; before >>= 1 {
		if e.of(c.day(before)).OK() {
			set |= before // the last day before of which there are data
			break
		}
	}
	if c.spanOf(scope{days: set, named: true}, e).n < 2 {
		return true, true
	}
	least, most, some := 0, 0, false
	for ; set != 0; set &= set - 1 {
		v, ok := e.of(c.day(set)).Get()
		if !ok {
			continue
		}
		rises, falls = rises || some && v > least, falls || some && v < most
		if !some {
			least, most, some = v, v, true
		}
		least, most = min(least, v), max(most, v)
	}
	return rises, falls
}
