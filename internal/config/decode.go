package config

import (
	"encoding"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"yubao/internal/pattern"
	"yubao/internal/secret"
	"yubao/internal/vocabulary"
)

// Defaulter is a configuration struct that knows its defaults. Default is called
// before the keys of the file are applied, so a key that is absent keeps them.
type Defaulter interface{ Default() }

// Validator is a configuration struct, such as a channel's Config, that checks its
// values against each other once they are read.
type Validator interface{ Validate() error }

// decoder writes nodes into Go values by reflection and collects every problem on
// the way; a library's decoder stops at the first one.
//
// The key of a struct field is its yaml tag, else its name in snake_case. The
// jsonschema tag's `required` and `enum=` hold here too, so schema and check
// cannot differ.
type decoder struct {
	file     string
	folder   string // where *_file values are relative to
	env      func(string) (string, bool)
	anchors  map[string]ast.Node
	problems []Problem
}

var (
	typeSecret   = reflect.TypeFor[secret.String]()
	typeDuration = reflect.TypeFor[time.Duration]()
	typeSection  = reflect.TypeFor[Section]()
	typeList     = reflect.TypeFor[List]()
	typeKind     = reflect.TypeFor[Kind]()
	typeName     = reflect.TypeFor[Name]()

	wholeVariable = pattern.New(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)
)

func (d *decoder) complain(n ast.Node, format string, args ...any) {
	d.problems = append(d.problems, d.problem(n.GetToken(), fmt.Sprintf(format, args...)))
}

func (d *decoder) problem(at *token.Token, message string) Problem {
	if at == nil || at.Position == nil {
		return newProblem(d.file, Position{}, message)
	}
	return newProblem(d.file, Position{at.Position.Line, at.Position.Column}, message)
}

// decode writes node n into v, which must be settable.
func (d *decoder) decode(n ast.Node, v reflect.Value) {
	n = d.resolve(n)
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(n, v.Elem())
		return
	}
	if v.CanAddr() {
		if def, ok := v.Addr().Interface().(Defaulter); ok {
			def.Default()
		}
	}
	if n == nil || n.Type() == ast.NullType {
		return // an empty value keeps the default
	}
	switch v.Type() {
	case typeSection:
		v.Set(reflect.ValueOf(Section{node: n, decoder: d.fresh()}))
	case typeList:
		v.Set(reflect.ValueOf(d.list(n)))
	case typeKind:
		v.Set(reflect.ValueOf(d.kind(n)))
	case typeName:
		if s, ok := d.text(n); ok {
			v.Set(reflect.ValueOf(Name{Value: s, At: positionOf(n)}))
		}
	case typeSecret:
		if s, ok := d.text(n); ok {
			v.Set(reflect.ValueOf(secret.New(s)))
		}
	case typeDuration:
		d.duration(n, v)
	default:
		d.byKind(n, v)
	}
}

func (d *decoder) byKind(n ast.Node, v reflect.Value) {
	if v.CanAddr() {
		if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			d.unmarshal(n, t)
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v)
	case reflect.Map:
		d.table(n, v)
	case reflect.Slice:
		d.slice(n, v)
	case reflect.String:
		if s, ok := d.text(n); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		if b, err := strconv.ParseBool(d.scalar(n)); err == nil {
			v.SetBool(b)
		} else {
			d.complain(n, "这里要写 true 或 false，写的是“%s”", d.shown(n))
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		if i, err := strconv.ParseInt(d.scalar(n), 10, v.Type().Bits()); err == nil {
			v.SetInt(i)
		} else {
			d.complain(n, "这里要写整数，写的是“%s”", d.shown(n))
		}
	case reflect.Float64:
		if f, err := strconv.ParseFloat(d.scalar(n), 64); err == nil && f == f {
			v.SetFloat(f)
		} else {
			d.complain(n, "这里要写数字，写的是“%s”", d.shown(n))
		}
	default:
		panic("config: no way to read a " + v.Type().String())
	}
}

// object reads a mapping into a struct.
func (d *decoder) object(n ast.Node, v reflect.Value) {
	fields := fieldsOf(v)
	entries, ok := d.entries(n, 0)
	if !ok {
		d.complain(n, "这里要写若干“键: 值”，写的是“%s”", d.shown(n))
		return
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name := e.name
		if f, ok := fields[name]; ok {
			d.decode(e.value, f.value)
			d.enum(e.value, f)
		} else if f, ok := fields[strings.TrimSuffix(name, "_file")]; ok && f.value.Type() == typeSecret {
			name = strings.TrimSuffix(name, "_file")
			d.secretFile(e.value, f.value)
		} else {
			d.unknown(e.key, name, fields)
		}
		if seen[name] {
			d.complain(e.key, "“%s”写了两次", name)
		}
		seen[name] = true
	}
	for _, name := range sortedKeys(fields) {
		if fields[name].required && !seen[name] {
			d.complain(n, "缺少“%s”", name)
		}
	}
	if len(d.problems) == 0 && v.CanAddr() {
		if check, ok := v.Addr().Interface().(Validator); ok {
			d.invalid(n, entries, check.Validate())
		}
	}
}

func (d *decoder) unknown(key ast.Node, name string, fields map[string]field) {
	known := sortedKeys(fields)
	if near, ok := vocabulary.Nearest(name, known); ok {
		d.complain(key, "没有“%s”这一项，是不是“%s”？", name, near)
		return
	}
	d.complain(key, "没有“%s”这一项；可以写的有：%s", name, strings.Join(known, "、"))
}

// enum holds a text to the values that its field's tag allows.
func (d *decoder) enum(n ast.Node, f field) {
	if len(f.enum) == 0 || f.value.Kind() != reflect.String || slices.Contains(f.enum, f.value.String()) {
		return
	}
	d.complain(n, "“%s”不行；可以写：%s%s", f.value.String(), strings.Join(f.enum, "、"), suggestion(f.value.String(), f.enum))
}

// table reads a mapping into a map with text keys.
func (d *decoder) table(n ast.Node, v reflect.Value) {
	entries, ok := d.entries(n, 0)
	if !ok {
		d.complain(n, "这里要写若干“名称: …”，写的是“%s”", d.shown(n))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range entries {
		item := reflect.New(v.Type().Elem()).Elem()
		d.decode(e.value, item)
		place(item, positionOf(e.key))
		key := reflect.ValueOf(e.name).Convert(v.Type().Key())
		if v.MapIndex(key).IsValid() {
			d.complain(e.key, "“%s”写了两次", e.name)
		}
		v.SetMapIndex(key, item)
	}
}

// place notes where an item stands, in structs that have an At for it.
func place(item reflect.Value, at Position) {
	item = reflect.Indirect(item)
	if item.Kind() != reflect.Struct {
		return
	}
	if f := item.FieldByName("At"); f.IsValid() && f.Type() == reflect.TypeFor[Position]() {
		f.Set(reflect.ValueOf(at))
	}
}

func (d *decoder) slice(n ast.Node, v reflect.Value) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.complain(n, "这里要写清单：[甲, 乙]，写的是“%s”", d.shown(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, item := range seq.Values {
		d.decode(item, v.Index(i))
	}
}

// list reads names with their positions, for references that are checked later.
func (d *decoder) list(n ast.Node) List {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.complain(n, "这里要写清单：[甲, 乙]，写的是“%s”", d.shown(n))
		return nil
	}
	var out List
	for _, item := range seq.Values {
		resolved := d.resolve(item)
		if resolved == nil {
			continue
		}
		if s, ok := d.text(resolved); ok {
			out = append(out, Name{Value: s, At: positionOf(item)})
		}
	}
	return out
}

// kind reads the form {telegram: {…}}: one key that names a kind, with its settings.
func (d *decoder) kind(n ast.Node) Kind {
	k := Kind{At: positionOf(n)}
	entries, ok := d.entries(n, 0)
	if !ok || len(entries) != 1 {
		d.complain(n, "这里要写一个种类和它的设置，如 {telegram: {chat: -1001}}")
		return k
	}
	k.Name, k.At = entries[0].name, positionOf(entries[0].key)
	k.Settings = Section{node: d.resolve(entries[0].value), decoder: d.fresh()}
	return k
}

func (d *decoder) duration(n ast.Node, v reflect.Value) {
	span, err := time.ParseDuration(d.scalar(n))
	if err != nil {
		d.complain(n, "这里要写时长，如 90m、2h、30s，写的是“%s”", d.shown(n))
		return
	}
	v.SetInt(int64(span))
}

func (d *decoder) unmarshal(n ast.Node, t encoding.TextUnmarshaler) {
	s, ok := d.text(n)
	if !ok {
		return
	}
	if err := t.UnmarshalText([]byte(s)); err != nil {
		d.complain(n, "%s", err)
	}
}

// text returns a scalar with ${NAME} expanded when that is the whole value.
func (d *decoder) text(n ast.Node) (string, bool) {
	if _, ok := n.(ast.ScalarNode); !ok || n.Type() == ast.NullType {
		d.complain(n, "这里要写文字，写的是“%s”", d.shown(n))
		return "", false
	}
	s := d.scalar(n)
	m := wholeVariable.Regexp().FindStringSubmatch(s)
	if m == nil {
		return s, true
	}
	value, ok := d.env(m[1])
	if !ok || value == "" {
		p := d.problem(n.GetToken(), fmt.Sprintf("环境变量 %s 没有设置：先 export %[1]s=…（每个终端都要），或改用 *_file 从文件读", m[1]))
		p.Unset = true
		d.problems = append(d.problems, p)
		return "", false
	}
	return value, true
}

// secretFile reads a secret from the file that a *_file key names, as systemd's
// credentials and container secrets provide them.
func (d *decoder) secretFile(n ast.Node, v reflect.Value) {
	path, ok := d.text(n)
	if !ok {
		return
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(d.folder, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		p := d.problem(n.GetToken(), fmt.Sprintf("读不到密钥文件 %s", path))
		p.Unset = true
		d.problems = append(d.problems, p)
		return
	}
	v.Set(reflect.ValueOf(secret.New(strings.TrimSpace(string(data)))))
}

// scalar returns the text of a scalar as the writer meant it; quotes are gone.
func (d *decoder) scalar(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case ast.ScalarNode:
		return strings.TrimSpace(n.GetToken().Value)
	}
	return ""
}

// shown returns what stands in the file, cut short for a message.
func (d *decoder) shown(n ast.Node) string {
	s := []rune(strings.TrimSpace(n.String()))
	if i := slices.Index(s, '\n'); i >= 0 {
		s = append(s[:i:i], '…')
	}
	if len(s) > 40 {
		s = append(s[:40:40], '…')
	}
	return string(s)
}

// maxMerges bounds merges within merges; one that merges itself never ends.
const maxMerges = 8

type entry struct {
	key   ast.Node
	name  string
	value ast.Node
}

// entries returns the pairs of a mapping in the order of the file, with `<<`
// merged; a pair of the mapping itself wins over a merged one.
func (d *decoder) entries(n ast.Node, depth int) ([]entry, bool) {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return nil, false
	}
	var own, merged []entry
	for _, p := range pairs {
		if p.Key.Type() == ast.MergeKeyType {
			if depth > maxMerges {
				d.complain(p.Key, "“<<”绕成了圈")
				continue
			}
			more, _ := d.entries(d.resolve(p.Value), depth+1)
			merged = append(merged, more...)
			continue
		}
		own = append(own, entry{key: p.Key, name: strings.TrimSpace(p.Key.GetToken().Value), value: p.Value})
	}
	for _, m := range merged {
		if !slices.ContainsFunc(own, func(e entry) bool { return e.name == m.name }) {
			own = append(own, m)
		}
	}
	return own, true
}

// resolve follows anchors, aliases and tags to the value.
func (d *decoder) resolve(n ast.Node) ast.Node {
	for range 100 {
		switch x := n.(type) {
		case *ast.AnchorNode:
			n = x.Value
		case *ast.TagNode:
			n = x.Value
		case *ast.AliasNode:
			target, ok := d.anchors[x.Value.GetToken().Value]
			if !ok {
				d.complain(n, "没有名为“%s”的锚点", x.Value.GetToken().Value)
				return nil
			}
			n = target
		default:
			return n
		}
	}
	return nil
}

// fresh returns a decoder of the same file that collects its own problems.
func (d *decoder) fresh() *decoder {
	c := *d
	c.problems = nil
	return &c
}

type field struct {
	value    reflect.Value
	required bool
	enum     []string
}

// fieldsOf returns the fields of a struct by key; embedded structs count as their fields.
func fieldsOf(v reflect.Value) map[string]field {
	out := map[string]field{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if f.Anonymous && name == "" || options == "inline" {
			for k, x := range fieldsOf(v.Field(i)) {
				out[k] = x
			}
			continue
		}
		if name == "" {
			name = snake(f.Name)
		}
		x := field{value: v.Field(i)}
		for _, part := range strings.Split(f.Tag.Get("jsonschema"), ",") {
			if value, ok := strings.CutPrefix(part, "enum="); ok {
				x.enum = append(x.enum, value)
			}
			x.required = x.required || part == "required"
		}
		out[name] = x
	}
	return out
}

// snake turns UserAgent into user_agent and AirURL into air_url.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) || next) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func suggestion(name string, known []string) string {
	if near, ok := vocabulary.Nearest(name, known); ok {
		return fmt.Sprintf("。是不是“%s”？", near)
	}
	return ""
}
