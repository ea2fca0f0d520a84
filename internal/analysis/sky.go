package analysis

// setClasses gives every hour its state of the sky.
func (s *series) setClasses(th *SkyThresholds) {
	for i := range s.slots {
		s.slots[i].class = s.slots[i].classOf(th)
	}
}

// classOf returns the state by layers: low and middle cloud make 阴, full cirrus is 多云.
// With the total alone 少云 counts as 晴; without any cover the code speaks.
func (h *slot) classOf(th *SkyThresholds) Cloud {
	switch {
	case h.layers >= th.OvercastLayers, !known(h.layers) && h.total >= th.OvercastLayers:
		return Overcast
	case h.total >= th.CloudyTotal, h.layers >= th.CloudyLayers:
		return Cloudy
	case known(h.total), known(h.layers):
		return Clear
	case h.code == noCode, h.code.Fog():
		return CloudUnknown
	case h.code <= 1:
		return Clear
	case h.code == 2:
		return Cloudy
	}
	return Overcast
}

// hideFog gives the hours of fog the sky before them: whoever stands in fog, and a model's
// total, does not tell what is above.
func (s *series) hideFog() {
	for i := 1; i < len(s.slots); i++ {
		if before := s.slots[i-1].class; s.slots[i].murk == Fog && before != CloudUnknown {
			s.slots[i].class = before
		}
	}
}

// skyOf names the sky of a window with its precipitation and obscurations.
func (s *series) skyOf(p span, th *Thresholds) Sky {
	sky := Sky{Wet: s.wets(p, th), Murk: s.murks(p, th)}
	if len(sky.Wet) == 0 {
		sky.First, sky.Second, sky.Relation = s.clouds(p, &th.Sky)
		return sky
	}
	sky.First = s.background(p, sky.Wet, &th.Sky)
	last := len(sky.Wet) - 1
	w := &sky.Wet[last]
	// Under a sky that is overcast anyway rain is not a change (阴天有小雨), unless it
	// comes at the very end.
	if last == 0 && w.When == Late && sky.First == Overcast && 4*(s.index(w.From)-p.lo) < 3*p.hours() {
		w.When = Within
	}
	return sky
}

// background names the sky beside the precipitation with one word: after it when it ends
// early, before it when it comes late, else of the window. Clouds of showers belong to
// the showers.
func (s *series) background(p span, wets []Wet, th *SkyThresholds) Cloud {
	first, last := &wets[0], &wets[len(wets)-1]
	rest := p
	switch {
	case len(wets) == 1 && first.When == Early:
		rest.lo = s.index(first.To) + 1
	case len(wets) == 1 && first.When == Late:
		rest.hi = s.index(first.From) + 1
	}
	skipWet := first.Kind == Shower || first.Kind == Thundershower || last.Kind == Thundershower
	shares := s.shares(rest, skipWet, th)
	if shares.total == 0 {
		shares = s.shares(p, false, th)
	}
	if shares.total == 0 {
		return CloudUnknown
	}
	return shares.greatest()
}

// shares are the weighted hours of each state in a window.
type shares struct {
	of           [Overcast + 1]float64
	total        float64
	hours, known int
}

func (c *shares) greatest() Cloud {
	best := Clear
	for _, cloud := range [...]Cloud{Cloudy, Overcast} {
		if c.of[cloud] > c.of[best] {
			best = cloud
		}
	}
	return best
}

// second returns the state with the next greatest share.
func (c *shares) second(first Cloud) Cloud {
	best := CloudUnknown
	for _, cloud := range [...]Cloud{Clear, Cloudy, Overcast} {
		if cloud != first && c.of[cloud] > c.of[best] {
			best = cloud
		}
	}
	return best
}

func (s *series) shares(p span, skipWet bool, th *SkyThresholds) shares {
	c := shares{hours: p.hours()}
	hours := s.in(p)
	for i := range hours {
		h := &hours[i]
		if h.class == CloudUnknown || skipWet && h.phase != dry {
			continue
		}
		weight := 1.0
		if h.daytime {
			weight = th.DaytimeWeight
		}
		c.of[h.class] += weight
		c.total += weight
		c.known++
	}
	return c
}

// stretch is a run of hours with one state.
type stretch struct {
	cloud Cloud
	hours int
}

// clouds decides between one word, 转, 间 and 到, in the order of the domain's terms:
// a single change, else a mixture with a clear majority, else a near tie.
func (s *series) clouds(p span, th *SkyThresholds) (first, second Cloud, relation Relation) {
	c := s.shares(p, false, th)
	if 2*c.known < c.hours || c.total == 0 {
		return CloudUnknown, CloudUnknown, Single
	}
	var store [32]stretch
	runs := s.stretches(store[:0], p, th.RunHours)
	if a, b, ok := change(runs, &c, th); ok {
		return a, b, Change
	}
	a := c.greatest()
	b := c.second(a)
	pair := c.of[a] + c.of[b]
	least := th.MinorShare
	if len(runs) < 2 {
		least *= 2 // scattered hours, none of them a stretch
	}
	switch {
	case c.of[b] < least*c.total:
		return a, CloudUnknown, Single
	case !neighbours(a, b):
		return Cloudy, CloudUnknown, Single // clear and overcast by turns
	case c.of[a] >= th.MajorShare*pair:
		return a, b, Mixed
	}
	return s.inOrder(p, a, b)
}

// change reports a single change of the sky: two stretches, or a clearing or clouding over
// in three, each long enough.
func change(runs []stretch, c *shares, th *SkyThresholds) (a, b Cloud, ok bool) {
	if len(runs) != 2 && len(runs) != 3 {
		return 0, 0, false
	}
	first, last := runs[0], runs[len(runs)-1]
	if first.hours < th.PartHours || last.hours < th.PartHours || first.cloud == last.cloud {
		return 0, 0, false
	}
	if len(runs) == 3 && runs[1].cloud != Cloudy {
		return 0, 0, false
	}
	enough := min(c.of[first.cloud], c.of[last.cloud]) >= th.MinorShare*c.total/2
	return first.cloud, last.cloud, enough
}

// stretches returns the runs of one state, those shorter than least hours joined to what
// surrounds them. A last run that goes on after the window counts with what follows.
func (s *series) stretches(runs []stretch, p span, least int) []stretch {
	in := s.clip(p)
	for i := in.lo; i < in.hi; i++ {
		class := s.slots[i].class
		switch n := len(runs); {
		case class == CloudUnknown:
		case n > 0 && runs[n-1].cloud == class:
			runs[n-1].hours++
		default:
			runs = append(runs, stretch{class, 1})
		}
	}
	if n := len(runs); n > 0 {
		for i := in.hi; i < min(len(s.slots), in.hi+least) && s.slots[i].class == runs[n-1].cloud; i++ {
			runs[n-1].hours++
		}
	}
	for {
		short := -1
		for i, r := range runs {
			if r.hours < least && (short < 0 || r.hours < runs[short].hours) {
				short = i
			}
		}
		if short < 0 || len(runs) == 1 {
			return runs
		}
		runs = absorb(runs, short)
	}
}

// absorb gives the hours of run i to its neighbours.
func absorb(runs []stretch, i int) []stretch {
	switch {
	case i == 0:
		runs[1].hours += runs[0].hours
		return runs[1:]
	case i == len(runs)-1:
		runs[i-1].hours += runs[i].hours
		return runs[:i]
	}
	runs[i-1].hours += runs[i].hours
	runs = append(runs[:i], runs[i+1:]...)
	if runs[i-1].cloud == runs[i].cloud {
		runs[i-1].hours += runs[i].hours
		runs = append(runs[:i], runs[i+1:]...)
	}
	return runs
}

func neighbours(a, b Cloud) bool { return a != CloudUnknown && (a == Cloudy) != (b == Cloudy) }

// inOrder writes a near tie with the state that prevails earlier first.
func (s *series) inOrder(p span, a, b Cloud) (first, second Cloud, relation Relation) {
	mid := (p.lo + p.hi) / 2
	early := s.shares(span{p.lo, mid}, false, &SkyThresholds{DaytimeWeight: 1})
	if early.of[b] > early.of[a] {
		a, b = b, a
	}
	return a, b, Span
}
