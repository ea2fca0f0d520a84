package bulletin

import (
	"errors"
	"strconv"
	"strings"

	"yubao/internal/pattern"
	"yubao/internal/vocabulary"
)

// Problem is what lint reports.
type Problem = vocabulary.Problem

// The rules of lint, as Problem.Rule names them.
const (
	ruleSyntax      = "syntax"
	ruleEnd         = "end"
	ruleField       = "unknown-field"
	ruleFunction    = "unknown-function"
	ruleTemplate    = "undefined-template"
	ruleVariable    = "undefined-variable"
	ruleType        = "wrong-type"
	ruleMissing     = "missing-value"
	ruleRecursion   = "recursion"
	ruleLimit       = "limit"
	ruleEmpty       = "empty-output"
	ruleLength      = "too-long"
	ruleSource      = "no-source"
	ruleIssued      = "no-issue-time"
	ruleMarkup      = "markup"
	rulePunctuation = "punctuation"
	ruleForbidden   = "forbidden-word"
	ruleHeader      = "header"
	ruleBroken      = "broken-text"
	ruleFile        = "file"
)

// fault is an error of a template that an operator can mend; message is Chinese.
type fault struct {
	rule    string
	message string
	hint    string
	cause   error
}

func (f *fault) Error() string { return f.message }
func (f *fault) Unwrap() error { return f.cause }

// RenderError says why a template could not be rendered, at its place in the
// source. Its text is Chinese, for the newsroom.
type RenderError struct {
	Template string
	Problem  Problem
	Cause    error
}

func (e *RenderError) Error() string { return e.Problem.Error() }
func (e *RenderError) Unwrap() error { return e.Cause }

// execPlace reads the place from an error of package template:
// "template: newspaper:3:14: executing …". Its column counts bytes from 0.
var execPlace = pattern.New(`^template: [^:]*:(\d+):(\d+): (?:executing .*? at <.*?>: )?(.*)$`)

// noEntry is package template's word for an unknown key of a map.
var noEntry = pattern.New(`map has no entry for key "(.*)"`)

// noRecord is package template's word for a name that is asked of a missing record.
var noRecord = pattern.New(`nil pointer evaluating .*\.([^.]*)$|nil data; no entry for key "(.*)"`)

// renderError turns an error of an execution into one at its place.
func (t *Template) renderError(err error) *RenderError {
	p := Problem{File: t.file(), Rule: ruleBroken}
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	offset, detail := 0, text
	if m := execPlace.Regexp().FindStringSubmatch(text); m != nil {
		offset, detail = byteOffset(t.source, m[1], m[2]), m[3]
	}
	var f *fault
	switch {
	case errors.As(err, &f):
		p.Rule, p.Message, p.Hint = f.rule, f.message, f.hint
	case noEntry.Regexp().MatchString(detail):
		name := noEntry.Regexp().FindStringSubmatch(detail)[1]
		p.Rule, p.Message = ruleField, "没有“"+name+"”这个名字"
		p.Hint = vocabulary.DidYouMean(name, allFieldNames())
	case noRecord.Regexp().MatchString(detail):
		m := noRecord.Regexp().FindStringSubmatch(detail)
		p.Rule, p.Message = ruleMissing, "“"+m[1]+m[2]+"”前面的那一组数据有时没有：请用 {{with …}}…{{end}} 包住"
	case t.ctxDone(err):
		p.Rule, p.Message = ruleLimit, "排版被中止：超过时限或程序正在停止"
	default:
		p.Message = "这里的值不能这样用（" + detail + "）"
	}
	return &RenderError{Template: t.name, Problem: p.At(t.source, offset), Cause: err}
}

// byteOffset turns package template's line (from 1) and column (bytes, from 0) into an offset.
func byteOffset(source, line, column string) int {
	l, _ := strconv.Atoi(line)
	c, _ := strconv.Atoi(column)
	offset := 0
	for ; l > 1; l-- {
		next := strings.IndexByte(source[offset:], '\n')
		if next < 0 {
			break
		}
		offset += next + 1
	}
	return min(offset+c, len(source))
}

func unknownField(name string, known []string) *fault {
	return &fault{rule: ruleField, message: "没有“" + name + "”这个名字", hint: vocabulary.DidYouMean(name, known)}
}
