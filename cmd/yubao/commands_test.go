package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// reads says what a parser makes of a command line: help, a complaint, or a command with
// its flags.
func reads(of []subcommand, args []string) string {
	var out strings.Builder
	parser := newParser(new(common), of, &out, &out, func(int) {})
	command, err := parser.Parse(args)
	switch {
	case err != nil:
		fmt.Fprintln(&out, usageWords(err))
	case command.Selected() != nil:
		fmt.Fprintf(&out, "%s %+v\n", command.Command(), command.Selected().Target.Interface())
	}
	return out.String()
}

// paths lists the command lines that reach a command, with those of the commands under it.
func paths(node *kong.Node) [][]string {
	var all [][]string
	for _, child := range node.Children {
		all = append(all, []string{child.Name})
		for _, deeper := range paths(child) {
			all = append(all, append([]string{child.Name}, deeper...))
		}
	}
	return all
}

func TestACommandIsReadTheSameAloneAndAmongAll(t *testing.T) {
	t.Parallel()
	var nothing strings.Builder
	all := newParser(new(common), subcommands, &nothing, &nothing, func(int) {})
	for _, path := range paths(all.Model.Node) {
		if n := len(asked(path)); n != 1 {
			t.Errorf("%v is described to the parser with %d commands", path, n)
		}
		for _, rest := range []string{
			"", "--help", "-h", "--nosuch", "--forecas x", "--config", "--config x.yaml", "--json", "--format odd", "--now soon",
			"evening", "version", "one two three four five six",
		} {
			args := append(slices.Clone(path), strings.Fields(rest)...)
			if got, want := reads(asked(args), args), reads(subcommands, args); got != want {
				t.Errorf("%v is read as\n%s\nnot\n%s", args, got, want)
			}
		}
	}
}

func TestALineThatNamesNoCommandFirstIsReadByAll(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"", "--help", "bulletn", "--config x.yaml bulletin evening", "Bulletin"} {
		if n := len(asked(strings.Fields(line))); n != len(subcommands) {
			t.Errorf("%q is read by %d commands", line, n)
		}
	}
}

func TestNoCommandTakesTheNameOfACommonFlag(t *testing.T) {
	t.Parallel()
	var nothing strings.Builder
	all := newParser(new(common), subcommands, &nothing, &nothing, func(int) {})
	var walk func(*kong.Node)
	walk = func(node *kong.Node) {
		for _, child := range node.Children {
			for _, f := range child.Flags {
				if slices.ContainsFunc(all.Model.Flags, func(c *kong.Flag) bool { return c.Name == f.Name }) {
					t.Errorf("%s: --%s is a flag of every command", child.Path(), f.Name)
				}
			}
			walk(child)
		}
	}
	walk(all.Model.Node)
}

func TestHelpSpeaksTheOperatorsLanguage(t *testing.T) {
	t.Parallel()
	var nothing strings.Builder
	all := newParser(new(common), subcommands, &nothing, &nothing, func(int) {})
	for _, path := range append(paths(all.Model.Node), nil) {
		page := reads(subcommands, append(slices.Clone(path), "--help"))
		if !strings.Contains(page, "用法：yubao") || !strings.Contains(page, "显示这份说明。") {
			t.Errorf("the help of %v begins otherwise:\n%s", path, page)
		}
		for _, word := range []string{"Usage", "Show ", "Flags:", "Commands:", "Arguments:", "Run ", "more information"} {
			if strings.Contains(page, word) {
				t.Errorf("the help of %v says %q:\n%s", path, word, page)
			}
		}
	}
}
