// Package chaos harms a running yubao on purpose and counts what comes of it. It runs
// the real program over a folder of its own against a stand-in for the services (package
// faultserver), kills it at random moments, and compares its ledger with what really
// arrived. `make chaos` prints the outcome; the tests hold a short run and the other
// ways to fail: a database that is away, slow or full, clocks that jump, dead channels.
package chaos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"yubao/internal/scenario"
)

// Newsroom is a folder with a configuration, and the program that runs over it.
type Newsroom struct {
	Binary string   // the program
	Folder string   // config.yaml, forecast.json, and the store on SQLite
	Env    []string // added to the environment
}

// Build compiles the program into a folder and returns its path.
func Build(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "yubao")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "yubao/cmd/yubao")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build yubao: %w\n%s", err, out)
	}
	return binary, nil
}

// forecastFile is the saved answer that editions are made from.
const forecastFile = "forecast.json"

// Settle writes the newsroom's configuration and the forecast it works from.
func (n *Newsroom) Settle(config string) error {
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(n.Folder, "config.yaml"), []byte(config), 0o600),
		os.WriteFile(filepath.Join(n.Folder, forecastFile), week.Forecast(), 0o600),
	)
}

// Do runs a command of the program and returns what it printed. Its error has what the
// command complained of.
func (n *Newsroom) Do(ctx context.Context, args ...string) (string, error) {
	cmd := n.command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("yubao %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}

func (n *Newsroom) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, n.Binary, args...)
	cmd.Dir, cmd.Env = n.Folder, append(os.Environ(), n.Env...)
	return cmd
}

// Subscribe makes so many chats, numbered from 1, subscribers of the evening edition
// over the channel readers.
func (n *Newsroom) Subscribe(ctx context.Context, chats int) error {
	var lines strings.Builder
	lines.WriteString("channel,chat,edition,at\n")
	for chat := range chats {
		fmt.Fprintf(&lines, "readers,%d,evening,\n", chat+1)
	}
	file := filepath.Join(n.Folder, "readers.csv")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return err
	}
	_, err := n.Do(ctx, "subscribers", "import", file)
	return err
}

// File makes the evening edition and returns the number of its draft.
func (n *Newsroom) File(ctx context.Context) (draft string, err error) {
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		return "", err
	}
	out, err := n.Do(ctx, "send", "evening", "--forecast", forecastFile, "--now", week.Issued.Format("2006-01-02T15:04:05Z07:00"))
	if err != nil {
		return "", err
	}
	draft = strings.TrimSpace(out)
	if _, err := strconv.Atoi(draft); err != nil {
		return "", fmt.Errorf("send printed %q, no number of a draft", out)
	}
	return draft, nil
}

// Sign signs a draft: its bulletin is queued for every reader.
func (n *Newsroom) Sign(ctx context.Context, draft string) error {
	_, err := n.Do(ctx, "drafts", "sign", draft)
	return err
}
