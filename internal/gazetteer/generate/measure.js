// Measures the gazetteer against an independent list of seats, which is no part of it.
import {readFileSync} from 'node:fs';
import {stem} from './divisions.js';
import {distance} from './sources.js';

/** The seats of a list by their code, and by prefecture and name for those whose code has changed since. */
function read(file) {
  const byCode = new Map(), byName = new Map();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [code, name, lat, lng] = line.split('\t');
    const seat = {name, lat: +lat, lng: +lng};
    byCode.set(code, seat);
    byName.set(code.slice(0, 4) + stem(name), seat);
  }
  return (d) => {
    const seat = byCode.get(d.code);
    return seat && stem(seat.name) === d.stem ? seat : byName.get(d.prefecture + d.stem);
  };
}

/** Prints how far counties and districts lie from the seats of a list. */
export function measure(all, file) {
  const seatOf = read(file);
  const share = (list, km) => `${((100 * list.filter((m) => m.km <= km).length) / list.length).toFixed(2)} %`;
  for (const level of ['county', 'district']) {
    for (const kind of ['place', 'rough']) {
      const measured = all.filter((d) => d.level === level && d[kind] && seatOf(d)).map((d) => ({d, km: distance(d[kind], seatOf(d))}));
      measured.sort((a, b) => b.km - a.km);
      const worst = measured.slice(0, 10).map(({d, km}) => `${d.parents.join('')}${d.name} ${km.toFixed(0)} km`).join(', ');
      console.log(`${level}, ${kind === 'place' ? 'at the seat' : 'roughly'}: ${measured.length} measured, within 15 km ${share(measured, 15)}, within 25 km ${share(measured, 25)}, within 40 km ${share(measured, 40)}; worst: ${worst}`);
    }
  }
}
