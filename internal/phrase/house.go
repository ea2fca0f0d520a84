package phrase

import (
	"encoding/json"
	"slices"
	"strings"

	"yubao/internal/grammar"
	"yubao/internal/vocabulary"
)

// readHouse reads 版式: a preset, and single settings that differ from it.
func (st *Style) readHouse(file *vocabulary.DataFile, node vocabulary.Node) {
	for _, entry := range file.Mapping(node, "预设", "改动") {
		switch entry.Key.Value {
		case "预设":
			name := file.Text(entry.Value)
			house, ok := grammar.Preset(name.Value)
			if !ok {
				file.Report(name, "不认识的版式“"+name.Value+"”", "可用的："+strings.Join(grammar.Presets(), "、"))
				continue
			}
			st.House = house
			st.houses = append(st.houses, Housed{house, name})
		case "改动":
			st.readSettings(file, entry.Value)
		}
	}
}

// readSettings reads the settings of a house by their names.
func (st *Style) readSettings(file *vocabulary.DataFile, node vocabulary.Node) {
	current := map[string]any{}
	if data, err := json.Marshal(st.House); err == nil {
		_ = json.Unmarshal(data, &current) // a House is plain values
	}
	var keys []string
	for key := range current {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, entry := range file.Mapping(node, keys...) {
		var value any
		if _, flag := current[entry.Key.Value].(bool); flag {
			value = file.Bool(entry.Value)
		} else {
			value = file.Text(entry.Value).Value
		}
		changed := st.House
		data, err := json.Marshal(map[string]any{entry.Key.Value: value})
		if err == nil {
			err = json.Unmarshal(data, &changed)
		}
		if err != nil {
			file.Report(entry.Value.At(), "这个设置的值不对", "")
			continue
		}
		if faults := changed.Validate(); len(faults) > 0 {
			file.Report(entry.Value.At(), "版式设置不对："+faults[0].Error(), "")
			continue
		}
		st.House = changed
		st.houses = append(st.houses, Housed{changed, entry.Value.At()})
	}
}
