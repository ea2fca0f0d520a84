package openmeteo

import (
	"cmp"
	"slices"
	"strings"
)

// preference is the order in which models are read when an answer holds several:
// the service's own mix first, then the order of that mix in China (ECMWF, ICON,
// GFS), then the others by family. An entry stands for every model whose name
// begins with it.
var preference = []string{
	"best_match", "ecmwf", "icon", "dwd", "gfs", "ncep", "cma", "ukmo", "meteofrance", "arpege", "arome",
	"jma", "kma", "gem", "bom", "metno", "knmi", "dmi", "meteoswiss", "italia_meteo", "hrrr", "nbm", "google",
}

// rank returns the place of a model in the preference; ok is false when name is no
// model, so that uv_index_clear_sky is not taken for uv_index of a model clear_sky.
func rank(model string) (place int, ok bool) {
	if model == "" {
		return -1, true
	}
	place = slices.IndexFunc(preference, func(family string) bool { return strings.HasPrefix(model, family) })
	return place, place >= 0
}

// split cuts a column name into one of the known names and a model suffix, which
// the service appends when several models were asked for.
func split[T any](name string, known map[string]column[T]) (base, model string, ok bool) {
	if _, exact := known[name]; exact {
		return name, "", true
	}
	for i := len(name) - 1; i > 0; i-- {
		if name[i] != '_' {
			continue
		}
		if _, exact := known[name[:i]]; !exact {
			continue
		}
		if _, isModel := rank(name[i+1:]); isModel {
			return name[:i], name[i+1:], true
		}
	}
	return "", "", false
}

// candidate is a column of the answer for one of the known names.
type candidate struct {
	name, model string
}

// candidates sorts the columns of a block by known name, the preferred model first.
func candidates[T any](b block, known map[string]column[T]) map[string][]candidate {
	found := make(map[string][]candidate, len(b.columns))
	for name := range b.columns {
		if base, model, ok := split(name, known); ok {
			found[base] = append(found[base], candidate{name, model})
		}
	}
	for _, list := range found {
		slices.SortFunc(list, func(a, b candidate) int {
			rankA, _ := rank(a.model)
			rankB, _ := rank(b.model)
			return cmp.Or(cmp.Compare(rankA, rankB), cmp.Compare(a.model, b.model))
		})
	}
	return found
}
