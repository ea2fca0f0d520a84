package delivery

import "time"

// Subscriber is a reader who gets an edition: with it, or at an hour of his own.
type Subscriber struct {
	ID      int64
	Target  Target
	Edition string
	At      string // HH:MM in the edition's zone; empty: with the edition
	Place   string // key of the reader's own place; empty: the edition's
	// PlaceData is what the reader's own place is, as JSON, when the configuration does not have it.
	PlaceData []byte
	Silent    bool   // without a sound
	Quiet     string // 22:00-07:00: hold what falls into these hours; empty: none
	Retired   bool   // blocked the bot, gone, or bounced; comes back by subscribing again
	Reason    string // why retired
	Created   time.Time
	Updated   time.Time
}
