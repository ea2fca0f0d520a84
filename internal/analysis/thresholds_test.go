package analysis_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"io"
	"os"
	"reflect"
	"testing"

	"yubao/internal/analysis"
)

var update = flag.Bool("update", false, "write defaults.go from thresholds.yaml")

func TestTheDefaultsAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("thresholds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var told analysis.Thresholds
	if err := told.Override(text); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("defaults.go", program(t, told), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := *analysis.DefaultThresholds(); !reflect.DeepEqual(got, told) {
		t.Errorf("defaults.go has\n%+v\nand thresholds.yaml\n%+v\ngo test -run TheDefaults -update writes it anew", got, told)
	}
}

// program is the source of defaults.go.
func program(t *testing.T, defaults analysis.Thresholds) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`// Code generated from thresholds.yaml by "go test -run TheDefaults -update"; DO NOT EDIT.

package analysis

// defaults are the shipped thresholds. They stand here as values because reading the file
// took a tenth of the time of a short command.
var defaults = `)
	literal(&b, reflect.ValueOf(defaults))
	b.WriteByte('\n')
	source, err := format.Source(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// literal writes a value as Go does, each field on a line of its own.
func literal(w io.Writer, v reflect.Value) {
	if v.Kind() != reflect.Struct {
		fmt.Fprintf(w, "%#v", v.Interface())
		return
	}
	fmt.Fprintf(w, "%s{\n", v.Type().Name())
	for field, value := range v.Fields() {
		fmt.Fprintf(w, "%s: ", field.Name)
		literal(w, value)
		fmt.Fprintln(w, ",")
	}
	fmt.Fprint(w, "}")
}

func TestAnEditionOverridesSingleThresholds(t *testing.T) {
	t.Parallel()
	th := analysis.DefaultThresholds()
	if err := th.Override([]byte("sky: {cloudy_total: 60}\ntemperature: {heat: 33}\n")); err != nil {
		t.Fatal(err)
	}
	if th.Sky.CloudyTotal != 60 || th.Temperature.Heat != 33 {
		t.Errorf("overridden values are %v and %v", th.Sky.CloudyTotal, th.Temperature.Heat)
	}
	if th.Sky.OvercastLayers != 85 || th.Temperature.Frost != 0 || th.Wind.Gust != 6 || len(th.Rain.Day) != 6 {
		t.Errorf("values that were not named changed: %+v", th)
	}
	if analysis.DefaultThresholds().Sky.CloudyTotal != 55 {
		t.Error("the defaults changed with the copy")
	}
}

func TestWrongThresholdsAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an unknown key":               "sky: {cloudy_totl: 60}",
		"an unknown subject":           "skies: {cloudy_total: 60}",
		"limits that do not rise":      "rain: {day: [0.1, 10, 5, 50, 100, 250]}",
		"too few limits":               "rain: {day: [0.1, 10]}",
		"a word where a number is due": "wind: {gust: strong}",
	} {
		th := analysis.DefaultThresholds()
		if err := th.Override([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
		if th.Rain.Day[1] != 10 || th.Sky.CloudyTotal != 55 {
			t.Errorf("%s changed the thresholds", name)
		}
	}
}
