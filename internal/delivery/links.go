package delivery

import "strings"

// TextWithLinks returns the text followed by a line for each button that opens a
// page, for channels whose messages have no buttons.
func (m Message) TextWithLinks() string {
	var b strings.Builder
	b.WriteString(m.Text)
	for _, row := range m.Buttons {
		for _, button := range row {
			if button.URL != "" {
				b.WriteString("\n" + button.Label + "：" + button.URL)
			}
		}
	}
	return b.String()
}
