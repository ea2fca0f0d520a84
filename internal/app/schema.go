package app

import (
	"github.com/invopop/jsonschema"

	"yubao/internal/config"
)

// Schema returns the JSON Schema of config.yaml with the kinds of sources and
// channels that this program knows.
func Schema() *jsonschema.Schema {
	s := config.Schema()
	if p, ok := s.Properties.Get("channels"); ok {
		p.AdditionalProperties = ofKinds(sortedKeys(channels))
	}
	if p, ok := s.Properties.Get("sources"); ok {
		p.Items = ofKinds(sortedKeys(sources))
	}
	return s
}

// ofKinds is an object with one key, which names a kind.
func ofKinds(kinds []string) *jsonschema.Schema {
	one := uint64(1)
	properties := jsonschema.NewProperties()
	for _, k := range kinds {
		properties.Set(k, &jsonschema.Schema{Type: "object"})
	}
	return &jsonschema.Schema{
		Type: "object", MinProperties: &one, MaxProperties: &one,
		Properties: properties, AdditionalProperties: jsonschema.FalseSchema,
	}
}
