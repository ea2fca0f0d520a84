package bulletin

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Limits of one rendering. An article of sixteen days takes about 200 steps, four
// deep, and 3 KiB; the limits leave room for any honest template.
const (
	maxSteps  = 10_000    // turns of loops and calls of templates
	maxDepth  = 50        // templates within templates
	maxValue  = 64 << 10  // bytes of one value that a function makes
	maxWork   = 1 << 20   // bytes that functions make altogether
	maxOutput = 256 << 10 // bytes of the text
	maxSource = 64 << 10  // bytes of a template file
)

// Marks are texts that compile puts into parse trees for the meter. Package
// template writes them like any text; no other write starts with a zero byte, as
// sources with one are refused and values are cleansed of them.
const (
	markStep  = "\x00s" // head of a loop's body
	markEnter = "\x00e" // head of a template
	markLeave = "\x00l" // end of a template
)

// errLimit is the class of faults by which the guard stops a template.
var errLimit = errors.New("template exceeds a limit")

// meter counts what one rendering costs and collects its text. It is the writer
// of the rendering and is known to the functions that the template calls.
type meter struct {
	ctx    context.Context
	format Format
	out    strings.Builder
	steps  int
	depth  int
	work   int
}

func (m *meter) reset(ctx context.Context) {
	m.ctx, m.steps, m.depth, m.work = ctx, 0, 0, 0
	m.out.Reset()
}

// Write takes a piece of the text, or a mark.
func (m *meter) Write(p []byte) (int, error) {
	if len(p) > 0 && p[0] == 0 {
		return len(p), m.mark(p[1])
	}
	if m.out.Len()+len(p) > maxOutput {
		return 0, limit("写出的文字超过%d千字节", maxOutput>>10)
	}
	return m.out.Write(p)
}

// mark counts a step and the depth of templates.
func (m *meter) mark(kind byte) error {
	switch kind {
	case 'l':
		m.depth--
		return nil
	case 'e':
		if m.depth++; m.depth > maxDepth {
			return limit("模板一层套一层，超过%d层，多半是自己调用了自己", maxDepth)
		}
	}
	if m.steps++; m.steps > maxSteps {
		return limit("循环超过%d步", maxSteps)
	}
	return m.ctx.Err()
}

// charge accounts for n bytes that a function is about to make.
func (m *meter) charge(n int) error {
	if n < 0 || n > maxValue {
		return limit("一个函数写出的文字超过%d千字节", maxValue>>10)
	}
	if m.work += n + 16; m.work > maxWork {
		return limit("函数写出的文字合计超过%d千字节", maxWork>>10)
	}
	return m.ctx.Err()
}

func limit(format string, args ...any) error {
	return &fault{rule: ruleLimit, message: fmt.Sprintf(format, args...) + "，已停止", cause: errLimit}
}
