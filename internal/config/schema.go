package config

import (
	"reflect"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema of config.yaml, for editors that complete and check
// while somebody types. The settings of sources, channels, houses, thresholds and
// gates are open objects here.
func Schema() *jsonschema.Schema {
	r := jsonschema.Reflector{
		FieldNameTag:               "yaml",
		KeyNamer:                   snake,
		RequiredFromJSONSchemaTags: true,
		ExpandedStruct:             true,
		Mapper:                     schemaOf,
	}
	s := r.Reflect(&Config{})
	s.Title = "yubao 预报 config.yaml"
	return s
}

// schemaOf describes the types that are written differently from how they are held.
func schemaOf(t reflect.Type) *jsonschema.Schema {
	switch t {
	case typeSecret, typeName:
		return &jsonschema.Schema{Type: "string"}
	case typeDuration:
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9.]+(ns|us|µs|ms|s|m|h))+$|^0$`, Description: "时长，如 90m、2h"}
	case typeList:
		return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}}
	case typeKind:
		one := uint64(1)
		return &jsonschema.Schema{Type: "object", MinProperties: &one, MaxProperties: &one}
	case typeSection:
		return &jsonschema.Schema{}
	}
	return nil
}
