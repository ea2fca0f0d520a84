package config_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"yubao/internal/config"
	"yubao/internal/secret"
)

const referenceFile = "../../config.yaml"

func reference(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// whole is the reference with its optional lines switched on.
func whole(t *testing.T) []byte {
	return regexp.MustCompile(`(?m)^#:`).ReplaceAll(reference(t), nil)
}

func TestTheReferenceIsInOrderAsItStands(t *testing.T) {
	t.Parallel()
	_, problems := config.Parse("config.yaml", reference(t), none)
	for _, p := range problems {
		t.Error(p)
	}
}

func TestTheReferenceIsInOrderWithEverythingSwitchedOn(t *testing.T) {
	t.Parallel()
	_, problems := config.Parse("config.yaml", whole(t), func(string) (string, bool) { return "x", true })
	for _, p := range problems {
		t.Error(p)
	}
}

func TestTheReferenceNamesEveryKey(t *testing.T) {
	t.Parallel()
	text := string(whole(t))
	for _, d := range append([]map[string]any{schema(t)}, definitions(t)...) {
		properties, _ := d["properties"].(map[string]any)
		for key := range properties {
			if !regexp.MustCompile(`(?m)(^|[ {,])` + key + `:`).MatchString(text) {
				t.Errorf("config.yaml does not show the key %s", key)
			}
		}
	}
}

// Values that the reference marks as examples (例) are left out.
func TestTheReferenceShowsTheDefaults(t *testing.T) {
	t.Parallel()
	var want config.Config
	want.Default()
	got, _ := config.Parse("config.yaml", reference(t), none)
	ignore := cmp.Options{
		cmpopts.IgnoreFields(config.Config{}, "Places", "Sources", "People", "Channels", "Editions"),
		cmpopts.IgnoreUnexported(config.Config{}),
		cmpopts.IgnoreFields(config.Name{}, "At"),
		cmp.AllowUnexported(secret.String{}),
	}
	if diff := cmp.Diff(&want, got, ignore); diff != "" {
		t.Errorf("config.yaml differs from the defaults (-default +file):\n%s", diff)
	}
	var edition config.Edition
	edition.Default()
	ignore = cmp.Options{
		cmpopts.IgnoreFields(config.Edition{}, "Title", "Place", "Cron", "DraftTo", "PublishTo", "At", "House", "Thresholds", "Gate"),
		cmpopts.IgnoreFields(config.Name{}, "At"),
	}
	if diff := cmp.Diff(&edition, got.Editions["evening"], ignore); diff != "" {
		t.Errorf("editions.evening differs from the defaults (-default +file):\n%s", diff)
	}
	if got.Places["xinxiang"].Called != "我市" {
		t.Errorf("called %q", got.Places["xinxiang"].Called)
	}
}

func TestTheSchemaIsValidAndKnowsTheReference(t *testing.T) {
	t.Parallel()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", any(schema(t))); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("config.json"); err != nil {
		t.Fatal(err)
	}
}

func schema(t *testing.T) map[string]any {
	t.Helper()
	data, err := json.Marshal(config.Schema())
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.NewDecoder(strings.NewReader(string(data))).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func definitions(t *testing.T) []map[string]any {
	t.Helper()
	all, _ := schema(t)["$defs"].(map[string]any)
	if len(all) < 5 {
		t.Fatalf("%d definitions", len(all))
	}
	var out []map[string]any
	for _, d := range all {
		out = append(out, d.(map[string]any))
	}
	return out
}
