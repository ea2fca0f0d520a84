package bulletin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// field is one name of the vocabulary with its value; T is what it is read from.
type field[T any] struct {
	vocabulary.Term
	shape *shape
	value func(T) any
}

// kind is the sort of a value, as far as lint can know it.
type kind int

const (
	anyKind kind = iota
	textKind
	numberKind
	flagKind
	listKind
	recordKind
)

// shape is the static type of a value in a template.
type shape struct {
	kind   kind
	elem   *shape            // of a list
	fields map[string]*shape // of a record
	title  string            // what the record is about: 一天
}

// chinese names the sort for messages.
func (s *shape) chinese() string {
	switch s.kind {
	case textKind:
		return "文字"
	case numberKind:
		return "数量"
	case flagKind:
		return "是/否"
	case listKind:
		return "列表"
	case recordKind:
		return "一组数据（" + s.title + "）"
	}
	return "任意"
}

// names lists the names of a record, sorted.
func (s *shape) names() []string {
	names := make([]string, 0, len(s.fields))
	for name := range s.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var (
	anything = &shape{kind: anyKind}
	words    = &shape{kind: textKind}
	figure   = &shape{kind: numberKind}
	flag     = &shape{kind: flagKind}
	texts    = &shape{kind: listKind, elem: words}

	partShape    = recordOf("半天", partFields)
	stationShape = recordOf("气象台", stationFields)
	eventShape   = recordOf("一件事", eventFields)
	dayShape     = recordOf("一天", dayFields)
	rootShape    = recordOf("一期", rootFields)
)

func recordOf[T any](title string, fields []field[T]) *shape {
	s := &shape{kind: recordKind, title: title, fields: make(map[string]*shape, len(fields))}
	for _, f := range fields {
		s.fields[f.Name] = f.shape
	}
	return s
}

// selection is the fields of each kind of record that the templates of an edition read.
type selection struct {
	edition []*field[*edition]
	day     []*field[*day]
	part    []*field[*half]
	event   []*field[*happening]
	station []*field[*edition]
}

func selectionOf(wanted names) selection {
	return selection{
		pick(rootFields, wanted), pick(dayFields, wanted), pick(partFields, wanted),
		pick(eventFields, wanted), pick(stationFields, wanted),
	}
}

// pick returns those fields that are wanted.
func pick[T any](fields []field[T], wanted names) []*field[T] {
	picked := make([]*field[T], 0, len(fields))
	for i := range fields {
		if wanted.has(fields[i].Name) {
			picked = append(picked, &fields[i])
		}
	}
	return picked
}

// record reads the values of a record.
func record[T any](fields []*field[T], from T) map[string]any {
	m := make(map[string]any, len(fields))
	for _, f := range fields {
		m[f.Name] = f.value(from)
	}
	return m
}

// term is shorthand for a row of the vocabulary.
func term(name, typ, unit, missing, example, doc string) vocabulary.Term {
	return vocabulary.Term{Name: name, Type: typ, Unit: unit, Missing: missing, Example: example, Doc: doc}
}

const (
	never    = ""
	noData   = "这一天的资料缺"
	noReport = "资料里没有这一项"
)

func countOrNil(ok bool, n int) any {
	if !ok {
		return nil
	}
	return quantity{value: float64(n)}
}

func orElse(s, fallback string) string {
	if strings.TrimSpace(s) == "" {
		return fallback
	}
	return s
}

// weekday is 周一 to 周日.
func weekday(d weather.Date) string {
	return "周" + [...]string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
}

func fullDate(d weather.Date) string { return fmt.Sprintf("%d月%d日", int(d.Month), d.Day) }

// clock writes a local time as weather texts do: 4月15日16时, with minutes only when there are some.
func clock(t time.Time) string {
	s := fmt.Sprintf("%d月%d日%d时", int(t.Month()), t.Day(), t.Hour())
	if t.Minute() != 0 {
		s += fmt.Sprintf("%d分", t.Minute())
	}
	return s
}

// allFieldNames lists every name of data, for suggestions where the scope is not known.
func allFieldNames() []string {
	var names []string
	for _, s := range []*shape{rootShape, dayShape, partShape, eventShape, stationShape} {
		names = append(names, s.names()...)
	}
	return names
}
