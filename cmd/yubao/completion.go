package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash、zsh 或 fish。"`
}

// Run prints the script. It is made of the command line's own definition, so that it
// knows every command and option that this program has.
func (c *completionCommand) Run(s *session) error {
	write := map[string]func(io.Writer, []completion){"bash": writeBash, "zsh": writeZsh, "fish": writeFish}[c.Shell]
	all := newParser(new(common), subcommands, s.stdout, s.stderr, func(int) {})
	write(s.stdout, completions(all.Model.Node, nil))
	return nil
}

// completion is what may follow one command.
type completion struct {
	path     []string // outbox list; empty: yubao itself
	commands []proposal
	flags    []flagProposal
	values   []string // of the first argument, when they are few
	files    bool     // the argument is a file
}

type proposal struct{ name, help string }

type flagProposal struct {
	proposal
	value  bool     // a value follows
	values []string // its values, when they are few
	files  bool
}

// completions walks the commands, outermost first.
func completions(node *kong.Node, path []string) []completion {
	c := completion{path: path}
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			c.flags = append(c.flags, flagProposal{
				proposal: proposal{"--" + f.Name, f.Help}, value: !f.IsBool(), values: enumOf(f.Value), files: isFile(f.Value, f.PlaceHolder),
			})
		}
	}
	for _, p := range node.Positional {
		c.values = append(c.values, enumOf(p)...)
		c.files = c.files || isFile(p, "")
	}
	var deeper []completion
	for _, child := range node.Children {
		if child.Type != kong.CommandNode || child.Hidden {
			continue
		}
		c.commands = append(c.commands, proposal{child.Name, child.Help})
		deeper = append(deeper, completions(child, append(slices.Clone(path), child.Name))...)
	}
	slices.SortFunc(c.flags, func(a, b flagProposal) int { return cmp.Compare(a.name, b.name) })
	return append([]completion{c}, deeper...)
}

func enumOf(v *kong.Value) []string {
	if v.Enum == "" {
		return nil
	}
	return slices.DeleteFunc(v.EnumSlice(), func(s string) bool { return s == "" })
}

// isFile reports whether a value names a file.
func isFile(v *kong.Value, placeholder string) bool {
	return placeholder == "FILE" || slices.Contains([]string{"path", "existingfile", "file"}, v.Tag.Type) || v.Name == "file"
}

// names lists what may stand after a command.
func (c completion) names() []string {
	var out []string
	for _, p := range c.commands {
		out = append(out, p.name)
	}
	out = append(out, c.values...)
	for _, f := range c.flags {
		out = append(out, f.name)
	}
	return out
}

// shellFiles stands for file names in the tables of the scripts.
const shellFiles = "FILES"

// valueOf is what the scripts' tables say of a flag's value.
func valueOf(f flagProposal) string {
	if f.files {
		return shellFiles
	}
	return strings.Join(f.values, " ")
}

// writePaths writes the cases that walk from command to command, in the words of bash and
// zsh alike.
func writePaths(w io.Writer, variable string, all []completion) {
	for _, c := range all {
		for _, p := range c.commands {
			fmt.Fprintf(w, "      %s) %s=%s ;;\n", quoted(key(c.path)+"|"+p.name), variable, quoted(key(append(slices.Clone(c.path), p.name))))
		}
	}
}

func writeBash(w io.Writer, all []completion) {
	fmt.Fprint(w, `# bash completion for yubao; load with: source <(yubao completion bash)
_yubao() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= word i words=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case "$path|$word" in
`)
	writePaths(w, "path", all)
	fmt.Fprint(w, "    esac\n  done\n  case \"$path|$prev\" in\n")
	for _, c := range all {
		for _, f := range c.flags {
			if f.value {
				fmt.Fprintf(w, "    %s) words=%s ;;\n", quoted(key(c.path)+"|"+f.name), quoted(cmp.Or(valueOf(f), "NONE")))
			}
		}
	}
	fmt.Fprint(w, "    *) case \"$path\" in\n")
	for _, c := range all {
		words := strings.Join(c.names(), " ")
		if c.files {
			words += " " + shellFiles
		}
		fmt.Fprintf(w, "      %s) words=%s ;;\n", quoted(key(c.path)), quoted(words))
	}
	fmt.Fprint(w, `    esac ;;
  esac
  [ "$words" = NONE ] && words=
  case " $words " in *" FILES "*)
    words=${words/FILES/}
    COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _yubao yubao
`)
}

func writeZsh(w io.Writer, all []completion) {
	fmt.Fprint(w, `#compdef yubao
# zsh completion for yubao; put it into a folder of $fpath as _yubao
_yubao() {
  local path_= word i
  local -a commands flags
  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    case "$path_|$word" in
`)
	writePaths(w, "path_", all)
	fmt.Fprint(w, "    esac\n  done\n  case \"$path_|${words[CURRENT-1]}\" in\n")
	for _, c := range all {
		for _, f := range c.flags {
			switch {
			case f.files:
				fmt.Fprintf(w, "    %s) _files; return ;;\n", quoted(key(c.path)+"|"+f.name))
			case f.value:
				fmt.Fprintf(w, "    %s) compadd -- %s; return ;;\n", quoted(key(c.path)+"|"+f.name), strings.Join(f.values, " "))
			}
		}
	}
	fmt.Fprint(w, "  esac\n  case \"$path_\" in\n")
	for _, c := range all {
		fmt.Fprintf(w, "    %s)\n      commands=(", quoted(key(c.path)))
		for _, p := range c.commands {
			fmt.Fprintf(w, " %s", quoted(p.name+":"+plainHelp(p.help)))
		}
		for _, v := range c.values {
			fmt.Fprintf(w, " %s", quoted(v))
		}
		fmt.Fprint(w, ")\n      flags=(")
		for _, f := range c.flags {
			fmt.Fprintf(w, " %s", quoted(f.name+":"+plainHelp(f.help)))
		}
		fmt.Fprint(w, ")\n")
		if c.files {
			fmt.Fprint(w, "      _files\n")
		}
		fmt.Fprint(w, "      ;;\n")
	}
	fmt.Fprint(w, `  esac
  (( ${#commands} )) && _describe '命令' commands
  [[ ${words[CURRENT]} == -* ]] && _describe '选项' flags
  return 0
}
if [ "$funcstack[1]" = "_yubao" ]; then _yubao "$@"; else compdef _yubao yubao; fi
`)
}

func writeFish(w io.Writer, all []completion) {
	fmt.Fprint(w, `# fish completion for yubao; put it into ~/.config/fish/completions/yubao.fish
function __yubao_at
  set -l path
  for word in (commandline -opc)[2..]
    switch "$path|$word"
`)
	for _, c := range all {
		for _, p := range c.commands {
			fmt.Fprintf(w, "      case %s\n        set path %s\n", quoted(key(c.path)+"|"+p.name), quoted(key(append(slices.Clone(c.path), p.name))))
		}
	}
	fmt.Fprint(w, "    end\n  end\n  test \"$path\" = \"$argv[1]\"\nend\ncomplete -c yubao -f\n")
	for _, c := range all {
		at := quoted("__yubao_at " + quoted(key(c.path)))
		for _, p := range c.commands {
			fmt.Fprintf(w, "complete -c yubao -n %s -a %s -d %s\n", at, quoted(p.name), quoted(plainHelp(p.help)))
		}
		if len(c.values) > 0 {
			fmt.Fprintf(w, "complete -c yubao -n %s -a %s\n", at, quoted(strings.Join(c.values, " ")))
		}
		if c.files {
			fmt.Fprintf(w, "complete -c yubao -n %s -F\n", at)
		}
		for _, f := range c.flags {
			line := fmt.Sprintf("complete -c yubao -n %s -l %s -d %s", at, strings.TrimPrefix(f.name, "--"), quoted(plainHelp(f.help)))
			switch {
			case f.files:
				line += " -r -F"
			case len(f.values) > 0:
				line += " -x -a " + quoted(strings.Join(f.values, " "))
			case f.value:
				line += " -x"
			}
			fmt.Fprintln(w, line)
		}
	}
}

// key names a command in the scripts.
func key(path []string) string { return strings.Join(path, "_") }

// plainHelp is a help text without what shells read as a separator.
func plainHelp(help string) string {
	return strings.NewReplacer(":", "：", "\n", " ").Replace(help)
}

// quoted is a word in single quotes; fish and the others agree on those without
// quotes and backslashes inside.
func quoted(text string) string {
	if !strings.ContainsAny(text, `'\`) {
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(text) + `"`
}
