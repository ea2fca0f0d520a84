// Package station reads the bulletin of a weather station (气象台) as it is pasted or
// sent: title, time of issue, running text, day lines, lines of several cities. It turns
// into facts what package grammar understands and keeps every line as it came, so that a
// paper can quote it. A line is read, recognised as a heading or an imprint, of another
// place, or listed as not understood; none is dropped.
//
// What days a line is about follows from its own dates, from 今天 and its like as seen
// from the time of issue, and from the headings above it.
package station
