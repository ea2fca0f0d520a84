package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"yubao/internal/scenario"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"yubao": func() {
			os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the command lines under testdata/script. Each starts in a folder
// that has the constructed forecasts under scenarios and the shipped templates.
func TestScripts(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"yubao-exit": expectExit},
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			return writeScenarios(filepath.Join(e.WorkDir, "scenarios"))
		},
	})
}

// expectExit runs yubao and wants the exit code that its first argument gives.
func expectExit(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("yubao", args[1:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("run yubao: %v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

func writeScenarios(folder string) error {
	for _, s := range scenario.All() {
		to := filepath.Join(folder, s.Name)
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		files := append([]string{"forecast.json"}, s.Variants()...)
		if s.Air() != nil {
			files = append(files, "air-quality.json")
		}
		for _, name := range files {
			data, err := s.File(name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
