package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func script(t *testing.T, shell string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if code := run(context.Background(), []string{"completion", shell}, strings.NewReader(""), &out, &complaints); code != exitOK {
		t.Fatalf("exit %d: %s", code, complaints.String())
	}
	path := filepath.Join(t.TempDir(), "yubao."+shell)
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBashCompletes(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	path := script(t, "bash")
	for line, want := range map[string]string{
		"yubao out":                         "outbox",
		"yubao outbox se":                   "settle",
		"yubao outbox list --st":            "--state",
		"yubao bulletin --format ":          "text html json",
		"yubao --config x.yaml drafts sp":   "spike",
		"yubao completion ":                 "bash zsh fish",
		"yubao bulletin evening --forecast": "--forecast",
	} {
		words := strings.Split(line, " ")
		code := "source " + path + "\nCOMP_WORDS=("
		for _, w := range words {
			code += "'" + w + "' "
		}
		code += ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_yubao\necho \"${COMPREPLY[*]}\""
		got, err := exec.CommandContext(t.Context(), bash, "--norc", "-c", code).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", line, err, got)
		}
		proposed := strings.Fields(string(got))
		for _, w := range strings.Fields(want) {
			if !slices.Contains(proposed, w) {
				t.Errorf("%q proposes %q, not %q", line, proposed, w)
			}
		}
	}
}

func TestScriptsOfOtherShellsAreSound(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"zsh", "fish"} {
		path := script(t, shell)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"outbox", "settle", "--forecast", "doctor"} {
			if !strings.Contains(string(text), strings.TrimPrefix(name, "--")) {
				t.Errorf("%s: no %s", shell, name)
			}
		}
		if _, err := exec.LookPath(shell); err != nil {
			t.Logf("no %s: its syntax is not checked", shell)
			continue
		}
		if out, err := exec.CommandContext(t.Context(), shell, "-n", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", shell, err, out)
		}
	}
}
