// Package source asks forecast services in order, keeps their last good answers, and
// reads answers that were saved. One package under it speaks to each service.
package source
