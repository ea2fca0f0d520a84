// Command yubao writes weather bulletins from forecasts and brings them to the
// newsroom and its readers. Flags and exit codes are here; the work is in internal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones also where the system has none, as in a bare container
)

// Exit codes of the contract.
const (
	exitOK         = 0
	exitFailed     = 1
	exitUsage      = 2
	exitRefused    = 3 // the gate refused
	exitNoForecast = 4 // no forecast to be had
)

// session is what a command gets beside its own flags.
type session struct {
	ctx    context.Context
	config string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time

	gcPercent int // what a process that stays goes back to
}

// startGCPercent lets the heap of a start grow to some 16 MB before it is collected: less
// than that is written over and over again while the words are read, and a collection at
// that time costs more (a tenth of the whole start) than it gives back.
const startGCPercent = 400

// failure is an error with the exit code it asks for. A nil err means that everything
// worth telling has been told.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := &session{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now, gcPercent: debug.SetGCPercent(startGCPercent)}
	defer s.settle()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	var flags common
	left := -1
	parser := newParser(&flags, asked(args), stdout, stderr, func(code int) { left = code })
	command, err := parser.Parse(args)
	if left >= 0 {
		return left // --help has been printed
	}
	if err != nil {
		fmt.Fprintln(stderr, "yubao: "+usageWords(err))
		return exitUsage
	}
	s.config = flags.Config
	return s.exit(command.Run(s))
}

// settle ends the start of a process that stays.
func (s *session) settle() { debug.SetGCPercent(s.gcPercent) }

// exit tells the person what went wrong and returns the code.
func (s *session) exit(err error) int {
	if err == nil {
		return exitOK
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{code: exitFailed, err: err}
	}
	if f.err != nil {
		fmt.Fprintln(s.stderr, "yubao: "+strings.TrimSpace(words(f.err)))
	}
	return f.code
}
