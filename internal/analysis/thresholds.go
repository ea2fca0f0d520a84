package analysis

// Thresholds are the numbers behind the facts. Their defaults and sources are in
// thresholds.yaml.
type Thresholds struct{}

// DefaultThresholds returns a copy of the shipped thresholds that the caller owns.
func DefaultThresholds() *Thresholds { return &Thresholds{} }
